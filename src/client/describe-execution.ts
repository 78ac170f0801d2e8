/** An execution as programs see it. */
import type { ErrorReport } from "../engine/error-report.ts";
import { UnknownExecution } from "../engine/errors.ts";
import type { ExecutionRow, HopRow } from "../engine/journal.ts";
import { loadValue } from "../engine/load-state.ts";
import { isReservedStep } from "../engine/reserved-steps.ts";
import type { Ports } from "../engine/worker-options.ts";

interface Known {
  readonly execution: string;
  readonly pipeline: string;
  readonly startedAt: Date;
  /** The step that runs or comes next; of an execution that has ended, the last one. */
  readonly step: string;
  /** How many hops there were. */
  readonly hops: number;
}

/** @typeParam R what the pipeline results in */
export type Description<R> = Known &
  (
    | { readonly status: "running" }
    | { readonly status: "completed"; readonly endedAt: Date; readonly result: R }
    | { readonly status: "failed"; readonly endedAt: Date; readonly error: ErrorReport }
    | { readonly status: "cancelled"; readonly endedAt: Date }
  );

/** @throws {UnknownExecution} when there is none with this id */
export async function describeExecution<R>({ journal, blobs }: Ports, stack: string, execution: string): Promise<Description<R>> {
  const [row, last] = await Promise.all([journal.readExecution(execution), journal.readLastHop(execution, "")]);
  if (!row) throw unknownExecution(stack, execution);
  const known = {
    execution,
    pipeline: row.pipeline,
    startedAt: new Date(row.startedAt),
    step: stepOf(row, last),
    hops: last ? last.hop + 1 : 0,
  };
  const endedAt = new Date(row.endedAt ?? row.startedAt);
  switch (row.status) {
    case "running":
      return { ...known, status: "running" };
    case "completed":
      return { ...known, status: "completed", endedAt, result: (await loadValue(blobs, row.result, "the result")) as R };
    case "failed":
      return { ...known, status: "failed", endedAt, error: row.error ?? { name: "Error", message: "The error was not recorded." } };
    case "cancelled":
      return { ...known, status: "cancelled", endedAt };
  }
}

function unknownExecution(stack: string, execution: string): UnknownExecution {
  return new UnknownExecution(`There is no execution '${execution}' of stack '${stack}', or it has expired.`);
}

function stepOf({ from = "start" }: ExecutionRow, last: HopRow | undefined): string {
  if (last?.completion?.kind === "next") return last.completion.to;
  return last && !isReservedStep(last.step) ? last.step : from;
}
