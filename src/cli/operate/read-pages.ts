/** Reads the executions of a home in pages, newest first, so that nobody who wants a few has to wait for all. */
import type { ExecutionFilter, ExecutionRow } from "../../engine/journal.ts";
import type { OperatedHome } from "./operated-home.ts";

const pageSize = 100;

/** @param most how many are wanted, undefined where that is not known before */
export async function* readPages(
  { journal, mostSearched }: Pick<OperatedHome, "journal" | "mostSearched">,
  filter: Pick<ExecutionFilter, "status" | "pipeline">,
  most: number | undefined,
): AsyncGenerator<readonly ExecutionRow[]> {
  if (most !== undefined || mostSearched === undefined) {
    yield await journal.list({ ...filter, ...(most !== undefined && { limit: most }) });
    return;
  }
  const seen = new Set<string>();
  for (let before: number | undefined; seen.size < mostSearched; ) {
    const page = await journal.list({ ...filter, limit: pageSize, ...(before !== undefined && { startedBefore: before }) });
    // Those that began at the very moment where the last page ended are asked for again.
    const fresh = page.filter(({ execution }) => !seen.has(execution));
    for (const { execution } of fresh) seen.add(execution);
    if (fresh.length > 0) yield fresh;
    const oldest = page.at(-1)?.startedAt;
    if (page.length < pageSize || oldest === undefined || fresh.length === 0) return;
    before = oldest + 0.001;
  }
}
