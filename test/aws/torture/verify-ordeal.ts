/** Checks what became of an execution: that nothing of it was lost, that it ended, and that no outcome was taken twice. */
import type { ExecutionRow, HopRow } from "../../../src/engine/journal.ts";
import { failureStep } from "../../../src/engine/reserved-steps.ts";
import type { Ports } from "../../../src/engine/worker-options.ts";
import type { Ledger } from "./ledger.ts";
import type { Plan } from "./mischief.ts";
import type { StepRun, Tally } from "./tally.ts";

export interface Evidence {
  readonly ports: Ports;
  readonly tally: Tally;
  readonly ledger: Ledger;
  /** The sum of an execution in which nothing goes wrong. */
  readonly expected: ReadonlyMap<string, number>;
}

/** What is wrong with an execution, in words, and how it stands. */
export async function verifyOrdeal({ ports, tally, ledger, expected }: Evidence, plan: Plan) {
  const { execution } = plan;
  const row = await ports.journal.readExecution(execution);
  if (!row) return { status: "lost", wrong: ["it was lost: the journal does not have it"] } as const;
  const hops: HopRow[] = [];
  for await (const hop of ports.journal.readHops(execution)) hops.push(hop);
  const runs = tally.runs.get(execution) ?? [];
  const wrong = [
    ...checkEnd(plan, row, hops, expected.get(execution), ledger),
    ...checkChain(hops, row, runs),
    ...checkRepeated(execution, runs, ledger),
  ];
  return { status: row.status, wrong };
}

function checkEnd(
  { execution, doom }: Plan,
  row: ExecutionRow,
  hops: readonly HopRow[],
  expected: number | undefined,
  ledger: Ledger,
): string[] {
  if (row.status === "running") return [`it is stuck: ${describe(hops.at(-1))}`];
  if (row.status === "completed") {
    const { sum } = row.result as { sum?: number };
    return sum === expected ? [] : [`its result is ${sum} instead of ${expected}`];
  }
  const failed = hops.findLast(({ completion, step }) => completion?.kind === "failed" && !step.startsWith("$"));
  if (!failed) return ["it has failed, but none of its hops has"];
  const after = hops.find(({ hop }) => hop === failed.hop + 1);
  if (after?.step !== failureStep || after.status !== "ended") return ["it has failed, and onFailure has not run"];
  if (doom?.hop === failed.hop) return [];
  // Whoever fails without being doomed has met with as much as its retries were good for.
  const { killed, exited, failed: faults, "timed out": timeouts, held } = ledger.of({ execution, hop: failed.hop });
  const met = killed + exited + faults + timeouts + held + failed.failures.length;
  return met >= 3 ? [] : [`it failed although little had happened (${met}): ${row.error?.name}: ${row.error?.message}`];
}

/** Follows the runs whose outcome was taken: each was given what the one before had left. */
function checkChain(hops: readonly HopRow[], row: ExecutionRow, runs: readonly StepRun[]): string[] {
  const wrong: string[] = [];
  let taken: string | null = null;
  for (const [index, { hop, step, status, completion }] of hops.entries()) {
    if (hop !== index) wrong.push(`hop ${index} is hop ${hop}`);
    if (status !== "ended" && row.status !== "running") wrong.push(`hop ${hop}, '${step}', is ${status}, although the execution has ended`);
    const ofHop = runs.filter((run) => run.hop === hop);
    for (const run of ofHop) {
      if (run.after !== taken) wrong.push(`hop ${hop} ran on ${run.after}, but what was taken is ${taken}`);
      if (run.step !== step) wrong.push(`hop ${hop} ran '${run.step}' instead of '${step}'`);
    }
    if (step.startsWith("$") || completion?.kind === "failed" || !completion) continue;
    const left = (completion.kind === "next" ? completion.set : completion.result) as { readonly last?: string } | undefined;
    taken = left?.last ?? null;
    if (!ofHop.some(({ run }) => run === taken)) wrong.push(`the outcome of hop ${hop} is of a run that never was`);
  }
  const beyond = runs.find(({ hop }) => hop >= hops.length);
  if (beyond) wrong.push(`hop ${beyond.hop} ran, which the journal does not have`);
  return wrong;
}

/** An attempt runs again only if something happened to whoever ran it. */
function checkRepeated(execution: string, runs: readonly StepRun[], ledger: Ledger): string[] {
  const counts = new Map<string, { readonly hop: number; count: number }>();
  for (const { hop, attempt } of runs) {
    const found = counts.get(`${hop} ${attempt}`) ?? { hop, count: 0 };
    found.count++;
    counts.set(`${hop} ${attempt}`, found);
  }
  return [...counts].flatMap(([what, { hop, count }]) => {
    const { killed, exited, failed, "timed out": timeouts } = ledger.of({ execution, hop });
    const reasons = killed + exited + failed + timeouts;
    return count - 1 <= reasons ? [] : [`hop and attempt ${what} ran ${count} times, for ${reasons} reasons`];
  });
}

function describe(hop: HopRow | undefined): string {
  if (!hop) return "no hop was ever claimed";
  return `hop ${hop.hop}, '${hop.step}', attempt ${hop.attempt}, is ${hop.status}${hop.completion ? ` (${hop.completion.kind})` : ""}`;
}
