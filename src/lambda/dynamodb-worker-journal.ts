/** The journal in DynamoDB, for workers that also start executions or hand their input to steps. */
import type { ExecutionRow, WorkerJournal } from "../engine/journal.ts";
import { DynamoDbHopJournal } from "./dynamodb-hop-journal.ts";
import { getItem, type Item } from "./dynamodb-items.ts";
import { listing, started } from "./dynamodb-journal-index.ts";
import * as rows from "./dynamodb-journal-rows.ts";
import { putItem } from "./dynamodb-journal-table.ts";

export class DynamoDbWorkerJournal extends DynamoDbHopJournal implements WorkerJournal {
  async begin(row: ExecutionRow): Promise<{ began: boolean; row: ExecutionRow }> {
    const { execution, status, startedAt } = row;
    const index = { listing: listing(status, execution), started: started(startedAt, execution) };
    const there = await this.putOnce({ ...rows.toExecutionItem(row), ...index });
    return there ? { began: false, row: rows.toExecutionRow(there) } : { began: true, row };
  }

  async readExecution(execution: string): Promise<ExecutionRow | undefined> {
    const item = await getItem(this.table, rows.executionKey(execution));
    return item && rows.toExecutionRow(item);
  }

  /** Writes an item, or gives the one that is there. It knows its own again when an answer was lost and the request was repeated. */
  protected async putOnce(item: Parameters<typeof putItem>[1]): Promise<Item | undefined> {
    const nonce = crypto.randomUUID();
    const put = await putItem(this.table, { ...item, nonce });
    if (put.written || put.item?.nonce === nonce) return undefined;
    return put.item ?? this.putOnce(item);
  }
}
