/** An execution for programs. */
import type { ExecutionRow, HopRow } from "../../engine/journal.ts";
import { isoTime } from "./format-time.ts";
import { type OperatedHome, readCondition } from "./operated-home.ts";

/** All that the journal has, large values as references: `--state` fetches them. */
export async function executionJson(home: OperatedHome, row: ExecutionRow): Promise<object> {
  const hops: object[] = [];
  for await (const hop of home.journal.readHops(row.execution)) hops.push(hopJson(hop));
  const { name, until, owner } = await readCondition(home, row);
  const { execution, pipeline, source, graph, from, input, startedAt, endedAt, result, error } = row;
  return {
    execution,
    pipeline,
    source,
    graph,
    status: name,
    ...(until !== undefined && { until: isoTime(until) }),
    ...(owner !== undefined && { owner }),
    startedAt: isoTime(startedAt),
    ...(endedAt !== undefined && { endedAt: isoTime(endedAt), durationMilliseconds: endedAt - startedAt }),
    ...(from !== undefined && { from }),
    input,
    ...(result !== undefined && { result }),
    ...(error && { error }),
    hops,
  };
}

function hopJson({ hop, step, attempt, status, startedAt, endedAt, retryAt, completion, failures }: HopRow): object {
  return {
    hop,
    step,
    attempt,
    status: completion?.kind === "failed" ? "failed" : status,
    startedAt: isoTime(startedAt),
    ...(endedAt !== undefined && { endedAt: isoTime(endedAt), durationMilliseconds: endedAt - startedAt }),
    ...(retryAt !== undefined && { retryAt: isoTime(retryAt) }),
    ...(completion?.kind === "next" && {
      set: completion.set,
      dropped: completion.dropped,
      next: completion.to,
      ...(completion.afterMilliseconds > 0 && { afterMilliseconds: completion.afterMilliseconds }),
    }),
    ...(completion?.kind === "done" && { set: {}, dropped: [], next: null }),
    ...(completion?.kind === "failed" && { error: completion.error }),
    ...(failures.length > 0 && { failures: failures.map(({ at, ...failure }) => ({ ...failure, at: isoTime(at) })) }),
  };
}
