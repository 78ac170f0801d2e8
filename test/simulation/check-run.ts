/** What must hold once a run is over: every promise that the engine makes, checked against the journal and the fault-free run. */
import type { Blobs } from "../../src/engine/blobs.ts";
import type { FlowTable } from "../../src/engine/flow-table.ts";
import type { ExecutionRow, Journal } from "../../src/engine/journal.ts";
import { loadValue } from "../../src/engine/load-state.ts";
import { rebuildStates } from "../../src/engine/rebuild-states.ts";
import { isBlobReference, type StoredState } from "../../src/model/message.ts";
import type { Sent } from "./queue.ts";
import { project, type Reference } from "./reference.ts";
import { repairKey } from "./specimen.ts";

/** A step as it began. */
export interface SeenRun {
  readonly hop: number;
  readonly attempt: number;
  readonly step: string;
  /** The state that it was given, as JSON. */
  readonly state: string;
}

export interface FinishedRun {
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly execution: string;
  readonly reference: Reference;
  readonly flow: FlowTable | undefined;
  readonly reads: FlowTable["reads"];
  readonly seen: readonly SeenRun[];
  readonly sent: ReadonlyMap<string, Sent>;
  readonly grants: ReadonlyMap<string, number>;
  readonly hasHandler: boolean;
  readonly handlerRuns: number;
  violate(what: string): void;
}

/** @returns how many hops it had */
export async function checkRun(run: FinishedRun): Promise<number> {
  const { journal, blobs, execution, reference, violate } = run;
  const row = (await journal.readExecution(execution)) as ExecutionRow;
  try {
    const result = await loadValue(blobs, row.result, "the result");
    if (JSON.stringify(result) !== JSON.stringify(reference.result)) {
      violate(`the result is ${JSON.stringify(result)} instead of ${JSON.stringify(reference.result)}`);
    }
    const hops = await checkHops(run, row);
    checkRuns(run);
    return hops;
  } catch (error) {
    violate(`what the journal refers to can't be read: ${error instanceof Error ? error.stack : error}`);
    return 0;
  }
}

interface Taken {
  readonly step: string;
  readonly saw: string;
}

async function checkHops(run: FinishedRun, row: ExecutionRow): Promise<number> {
  const { journal, blobs, reads, flow, seen, sent, reference, violate } = run;
  /** The hops whose outcomes count. */
  let taken: readonly Taken[] = [];
  const begun: { readonly step: string; readonly state: StoredState; readonly before: readonly Taken[] }[] = [];
  const resolved = new Map<string, unknown>();
  let count = 0;
  let handlers = 0;
  let expectsHandler = false;
  for await (const { row: hop, state } of rebuildStates(journal, row)) {
    if (hop.hop !== count++) violate(`hop ${count - 1} is missing`);
    if (expectsHandler && hop.step !== "$failure") violate(`hop ${hop.hop} is '${hop.step}', but the failure before it has a handler`);
    expectsHandler = false;
    const stored = JSON.stringify(state);
    if (hop.step === "$resume") {
      const to = hop.completion?.kind === "next" ? hop.completion.to : undefined;
      // The hop that is run again is known by its state. It may lie on a way that an earlier resumption had left.
      taken = begun.findLast((one) => one.step === to && unrepaired(one.state) === unrepaired(state))?.before ?? taken;
      continue;
    }
    const said = sent.get(`${hop.hop}.1`);
    if (said && said.step === hop.step && said.state !== stored) violate(`hop ${hop.hop} was sent ${said.state}, but rebuilt as ${stored}`);
    if (hop.step === "$failure") {
      if (hop.status === "ended") handlers++;
      continue;
    }
    if (hop.status !== "ended" && hop.status !== "cancelled") violate(`hop ${hop.hop} is still ${hop.status}`);
    const all = await resolve(blobs, state, resolved);
    const readsOf = flow?.reads.get(hop.step) ?? "all";
    const unread = ([key]: [string, unknown]) => readsOf !== "all" && !readsOf.has(key) && isBlobReference(state[key]);
    const given = JSON.stringify(Object.fromEntries(Object.entries(all).filter((entry) => !unread(entry))));
    for (const one of seen) {
      if (one.hop === hop.hop && one.state !== given) violate(`hop ${hop.hop} saw ${one.state}, but rebuilt is ${given}`);
    }
    begun.push({ step: hop.step, state, before: taken });
    if (hop.completion?.kind === "failed") expectsHandler = run.hasHandler;
    else if (hop.completion) taken = [...taken, { step: hop.step, saw: project(all, reads.get(hop.step) ?? "all") }];
  }
  if (run.handlerRuns < handlers) violate(`onFailure ran ${run.handlerRuns} times for ${handlers} failures`);
  for (const [index, hop] of reference.hops.entries()) {
    const { step, saw } = taken[index] ?? { step: "nothing", saw: "" };
    if (step !== hop.step) violate(`step ${index} is '${step}' instead of '${hop.step}'`);
    else if (saw !== hop.saw) violate(`step ${index}, '${step}', saw ${saw} instead of ${hop.saw}`);
  }
  if (taken.length > reference.hops.length) violate(`it took ${taken.length} steps instead of ${reference.hops.length}`);
  return count;
}

/** The whole state. Each blob is looked at once. */
async function resolve(blobs: Blobs, stored: StoredState, resolved: Map<string, unknown>): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(stored)) {
    if (isBlobReference(value) && !resolved.has(value.$blob)) resolved.set(value.$blob, await loadValue(blobs, value, key));
    entries.push([key, isBlobReference(value) ? resolved.get(value.$blob) : value]);
  }
  return Object.fromEntries(entries);
}

/** A state but for what a resumption sets. */
function unrepaired(state: StoredState): string {
  return JSON.stringify(Object.entries(state).filter(([key]) => key !== repairKey));
}

/** No attempt ran more often than it was granted, and grants only overlap where a lease was over. */
function checkRuns({ seen, grants, violate }: FinishedRun): void {
  const runs = new Map<string, number>();
  for (const { hop, attempt } of seen) {
    const name = `hop ${hop}.${attempt}`;
    runs.set(name, (runs.get(name) ?? 0) + 1);
  }
  for (const [name, times] of runs)
    if (times > (grants.get(name) ?? 0)) violate(`${name} ran ${times} times, granted ${grants.get(name) ?? 0} times`);
}
