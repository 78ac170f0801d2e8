/** Lists executions: an index finds their keys, newest first; the rows themselves are read as they are now. */
import type { ExecutionFilter, ExecutionRow, ExecutionStatus } from "../engine/journal.ts";
import { journalTable } from "../model/journal-table.ts";
import type { Item } from "./dynamodb-items.ts";
import { shards, started } from "./dynamodb-journal-index.ts";
import type { OperatorTable } from "./dynamodb-journal-operator-table.ts";
import { executionKey, toExecutionRow } from "./dynamodb-journal-rows.ts";

const statuses: readonly ExecutionStatus[] = ["running", "completed", "failed", "cancelled"];

/** Rows read at once. */
const rowsAtOnce = 50;

/** Newest first. */
export async function listExecutions(table: OperatorTable, filter: ExecutionFilter): Promise<ExecutionRow[]> {
  const { status, pipeline, startedBefore, limit = Number.POSITIVE_INFINITY } = filter;
  const seen = new Set<string>();
  const found: ExecutionRow[] = [];
  const keys = merge(
    (status ? [status] : statuses).flatMap((status) =>
      Array.from({ length: shards }, (_, shard) => keysOf(table, `${status}.${shard}`, startedBefore, limit)),
    ),
  );
  for (let done = false; !done && found.length < limit; ) {
    const batch: string[] = [];
    while (batch.length < Math.min(rowsAtOnce, limit - found.length)) {
      const next = await keys.next();
      if (next.done) {
        done = true;
        break;
      }
      // The index lags behind: an execution that has just ended may be in it twice.
      const execution = next.value.pk as string;
      if (!seen.has(execution)) batch.push(execution);
      seen.add(execution);
    }
    const rows = new Map((await table.getAll(batch.map(executionKey))).map((item) => [item.pk, toExecutionRow(item)]));
    for (const execution of batch) {
      const row = rows.get(execution);
      if (row && (!status || row.status === status) && (!pipeline || row.pipeline === pipeline)) found.push(row);
    }
  }
  await keys.return(undefined);
  return found;
}

function keysOf(table: OperatorTable, partition: string, startedBefore: number | undefined, limit: number): AsyncGenerator<Item> {
  const { name, partition: listing, sort } = journalTable.index;
  const before = startedBefore === undefined ? "" : ` AND #${sort} < :before`;
  return table.query({
    index: name,
    condition: `#${listing} = :listing${before}`,
    values: { listing: partition, ...(startedBefore !== undefined && { before: started(startedBefore) }) },
    descending: true,
    limit: Math.min(limit, 100),
  });
}

/** Many lists, each sorted from the newest, as one. */
async function* merge(lists: readonly AsyncGenerator<Item>[]): AsyncGenerator<Item, undefined> {
  const { sort } = journalTable.index;
  const heads = await Promise.all(lists.map(async (list) => ({ list, head: await list.next() })));
  for (;;) {
    const left = heads.filter(({ head }) => !head.done);
    if (left.length === 0) return;
    const newest = left.reduce((a, b) => (((a.head.value as Item)[sort] as string) >= ((b.head.value as Item)[sort] as string) ? a : b));
    yield newest.head.value as Item;
    newest.head = await newest.list.next();
  }
}
