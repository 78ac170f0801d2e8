/** `orchwits show`: an execution hop by hop, or the whole state of one of its hops. */
import { type Paint, paintFor } from "../../diagnostics/paint.ts";
import type { ExecutionRow, HopRow } from "../../engine/journal.ts";
import { loadState } from "../../engine/load-state.ts";
import { rebuildStates } from "../../engine/rebuild-states.ts";
import { failureStep, resumeStep } from "../../engine/reserved-steps.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { isBlobReference, type StoredState, type StoredValue } from "../../model/message.ts";
import { exitCodes } from "../exit-codes.ts";
import { commandLine } from "../run/rerun-command.ts";
import { shorten, Unfetched } from "../run/shorten.ts";
import { trackChanges } from "../run/track-changes.ts";
import { UsageError } from "../usage-error.ts";
import type { Condition } from "./condition.ts";
import { findExecution } from "./find-execution.ts";
import { formatTime } from "./format-time.ts";
import { describeCondition } from "./list-runs.ts";
import { withOperatedHome } from "./open-operated-home.ts";
import { type OperatedHome, readCondition, type Where } from "./operated-home.ts";
import { executionJson } from "./show-json.ts";
import { showRecordedError } from "./show-recorded-error.ts";

export interface ShowOptions extends Where {
  readonly state?: number;
  readonly json?: true;
}

const valueLength = 72;

/** Shows and returns the exit code. */
export function showExecution(word: string, options: ShowOptions): Promise<number> {
  return withOperatedHome(options, async (home) => {
    const row = await findExecution(home, word);
    if (options.state !== undefined) await printState(home, row, options.state, options.json === true);
    else if (options.json) process.stdout.write(`${JSON.stringify(await executionJson(home, row), null, 2)}\n`);
    else await printExecution(home, row);
    return exitCodes.clean;
  });
}

/** To programs exactly the bytes that the state's JSON has; indented on a terminal. */
async function printState(home: OperatedHome, row: ExecutionRow, hop: number, json: boolean): Promise<void> {
  const stored = await stateAt(home, row, hop);
  const state = await loadState(home.blobs, stored, "all");
  process.stdout.write(`${JSON.stringify(state, null, process.stdout.isTTY && !json ? 2 : 0)}\n`);
}

async function stateAt({ journal }: OperatedHome, row: ExecutionRow, wanted: number): Promise<StoredState> {
  let next = row.input;
  let hops = 0;
  for await (const { row: hop, state, after } of rebuildStates(journal, row)) {
    if (hop.hop === wanted) return state;
    next = after;
    hops = hop.completion?.kind === "next" ? hop.hop + 2 : hop.hop + 1;
  }
  // A hop that nobody has begun has a state already.
  if (wanted === hops - 1 || (hops === 0 && wanted === 0)) return next;
  const which = hops <= 1 ? "Its only hop is 0" : `Its hops are 0 to ${hops - 1}`;
  throw new UsageError(`Execution ${row.execution} has no hop ${wanted}. ${which}.`);
}

async function printExecution(home: OperatedHome, row: ExecutionRow): Promise<void> {
  const paint = paintFor(process.stdout, process.env);
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const condition = await readCondition(home, row);
  print(headOf(row, condition, home.clock.now(), paint));
  const changes = trackChanges(paint);
  changes.begin(shownState(row.input));
  for await (const { row: hop } of rebuildStates(home.journal, row)) {
    if (hop.state) changes.begin(shownState(hop.state));
    print(`${String(hop.hop).padStart(4)} ${titleOf(hop, condition, home.clock.now(), paint)}`);
    for (const { attempt, error } of hop.failures) print(`       attempt ${attempt}: ${firstLine(error.cause ?? error)}`);
    const { completion } = hop;
    if (completion?.kind !== "next") continue;
    for (const line of changes.follow({ set: shownState(completion.set), dropped: completion.dropped })) print(`       ${line}`);
  }
  if (row.error && row.status === "failed") print(`\n${showRecordedError(row.error, row.pipeline)}`);
  if (row.result !== undefined) print(`\nresult ${shorten(shown(row.result), 1_500)}`);
  if (["failed", "cancelled", "interrupted"].includes(condition.name))
    print(`\nGo on: ${commandLine(["resume", row.execution, ...home.words])}`);
  if (!home.runsItself && (condition.name === "queued" || condition.name === "waiting")) print(`\nWork on it: ${commandLine(["work"])}`);
}

function headOf(
  { execution, pipeline, source, startedAt, endedAt, from, input }: ExecutionRow,
  condition: Condition,
  now: number,
  paint: Paint,
) {
  const took = endedAt !== undefined ? `, took ${formatMilliseconds(endedAt - startedAt)}` : "";
  const since = condition.name === "running" ? ` for ${formatMilliseconds(Math.max(0, now - startedAt))}` : "";
  return [
    `${paint("bold", pipeline)} ${paint("bold", describeCondition(condition))}${since} ${paint("dim", execution)}`,
    `${source}, started ${formatTime(startedAt)}${from === undefined ? "" : ` from '${from}'`}${took}`,
    `input ${shorten(shownState(input), valueLength)}`,
    "",
  ].join("\n");
}

function titleOf(
  { step, attempt, status, startedAt, endedAt, completion, owner, retryAt }: HopRow,
  condition: Condition,
  now: number,
  paint: Paint,
): string {
  if (step === resumeStep) return `${paint("cyan", "↻")} resumed at ${paint("bold", completion?.kind === "next" ? completion.to : "")}`;
  const name = paint("bold", step === failureStep ? "onFailure" : step);
  const title = `${name}${attempt > 1 ? paint("yellow", ` (attempt ${attempt})`) : ""}`;
  const took = paint("dim", formatMilliseconds(Math.max(0, (endedAt ?? now) - startedAt)));
  if (status === "claimed" && condition.name !== "running") return `${paint("yellow", "▸")} ${title} ${condition.name}`;
  if (status === "claimed") return `${paint("cyan", "▸")} ${title} ${took} ${paint("dim", `by ${owner}`)}`;
  if (status === "waiting") return `${paint("cyan", "▸")} ${title} waits until ${formatTime(retryAt ?? now)}`;
  if (status === "cancelled") return `${paint("yellow", "✗")} ${title} cancelled`;
  if (completion?.kind === "failed") return `${paint("red", "✗")} ${title} ${took} ${(completion.error.cause ?? completion.error).name}`;
  const next = completion?.kind !== "next" ? "done" : `→ ${completion.to}${delayOf(completion.afterMilliseconds)}`;
  return `${paint("green", "✓")} ${title} ${took}${step === failureStep ? "" : ` ${paint("dim", next)}`}`;
}

function delayOf(milliseconds: number): string {
  return milliseconds > 0 ? ` after ${formatMilliseconds(milliseconds)}` : "";
}

function firstLine({ name, message }: { readonly name: string; readonly message: string }): string {
  return `${name}: ${message.split("\n", 1)[0]}`;
}

/** Values that are stored apart show their size: to fetch them all could take long. */
function shownState(state: StoredState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, shown(value)]));
}

function shown(value: StoredValue): unknown {
  return isBlobReference(value) ? new Unfetched(value.size) : value;
}
