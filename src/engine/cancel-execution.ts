/** Cancels an execution: ends the hop that runs or comes next, so that no outcome of it can be taken any more. */
import { ExecutionConflict, UnknownExecution } from "./errors.ts";
import { endExecution } from "./follow-completion.ts";
import type { ExecutionRow, HopRow } from "./journal.ts";
import { failureStep } from "./reserved-steps.ts";
import type { Ports } from "./worker-options.ts";

/**
 * What its step does meanwhile is not undone: a worker notices when it renews its claim, or when it completes.
 *
 * @throws {UnknownExecution} when there is none with this id
 * @throws {ExecutionConflict} when it has ended
 */
export async function cancelExecution(ports: Ports, execution: string): Promise<void> {
  const { journal, clock } = ports;
  const row = await readRow({ journal }, execution);
  for (;;) {
    const last = await journal.readLastHop(execution, "");
    if (row.status !== "running") throw new ExecutionConflict(`Execution '${execution}' can't be cancelled: it is ${row.status} already.`);
    const next = nextHop(row, last);
    if (!next) {
      if (last?.completion) await endExecution(ports, last, last.completion);
      throw new ExecutionConflict(`Execution '${execution}' can't be cancelled: its last step has just ended.`);
    }
    const now = clock.now();
    // It may begin or end meanwhile: then look again.
    if (last?.status !== "cancelled" && !(await journal.cancelHop({ execution, branch: "", ...next }, now))) continue;
    await journal.setStatus(execution, ["running"], "cancelled", { now, hop: next.hop });
    return;
  }
}

/** @throws {UnknownExecution} when there is none with this id */
export async function readRow({ journal }: Pick<Ports, "journal">, execution: string): Promise<ExecutionRow> {
  const row = await journal.readExecution(execution);
  if (row) return row;
  throw new UnknownExecution(`There is no execution '${execution}' in this journal. The command 'runs' lists those that are.`);
}

/** The hop that runs or comes next, undefined where none does. */
function nextHop({ from = "start" }: ExecutionRow, last: HopRow | undefined): { hop: number; step: string } | undefined {
  if (!last) return { hop: 0, step: from };
  const { hop, step, status, completion } = last;
  if (status !== "ended") return { hop, step };
  if (completion?.kind === "next") return { hop: hop + 1, step: completion.to };
  // A failure whose handler has not begun yet.
  if (completion?.kind === "failed" && step !== failureStep) return { hop: hop + 1, step: failureStep };
  return undefined;
}
