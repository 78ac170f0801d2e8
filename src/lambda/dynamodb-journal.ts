/** The journal in DynamoDB, for whoever operates executions: what workers have, and what takes queries. */
import type { ExecutionFilter, ExecutionRow, HopKey, HopRow, Journal } from "../engine/journal.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import type { DynamoDbJournalOptions } from "./dynamodb-hop-journal.ts";
import type { ItemKey } from "./dynamodb-items.ts";
import { listExecutions } from "./dynamodb-journal-list.ts";
import { OperatorTable } from "./dynamodb-journal-operator-table.ts";
import * as rows from "./dynamodb-journal-rows.ts";
import { DynamoDbWorkerJournal } from "./dynamodb-worker-journal.ts";

export class DynamoDbJournal extends DynamoDbWorkerJournal implements Journal {
  readonly #table: OperatorTable;

  constructor(client: AwsClient, options: DynamoDbJournalOptions) {
    super(client, options);
    this.#table = new OperatorTable(client, options.table);
  }

  async cancelHop({ step, ...key }: HopKey & { readonly step: string }, now: number): Promise<boolean> {
    const { written } = await this.#table.update(rows.hopKey(key), {
      set: { status: "cancelled", endedAt: now, expiresAt: this.expiresAt(now) },
      setOnce: { step, attempt: 1, startedAt: now },
      remove: ["token", "leaseUntil", "retryAt"],
      condition: "attribute_not_exists(#pk) OR #status IN (:claimed, :waiting)",
      values: { claimed: "claimed", waiting: "waiting" },
    });
    return written;
  }

  async append(row: HopRow): Promise<boolean> {
    return !(await this.putOnce({ ...rows.toHopItem(row), expiresAt: this.expiresAt(row.startedAt) }));
  }

  async readLastHop(execution: string, branch: string): Promise<HopRow | undefined> {
    const condition = "#pk = :execution AND #sk BETWEEN :first AND :last";
    const values = { execution, ...rows.branchRange(branch) };
    for await (const item of this.#table.query({ condition, values, descending: true, limit: 1 })) return rows.toHopRow(item);
    return undefined;
  }

  async *readHops(execution: string): AsyncIterable<HopRow> {
    for await (const item of this.#table.query(hopsOf(execution))) yield rows.toHopRow(item);
  }

  list(filter: ExecutionFilter): Promise<readonly ExecutionRow[]> {
    return listExecutions(this.#table, filter);
  }

  async remove(execution: string): Promise<boolean> {
    const condition = "attribute_exists(#pk) AND #status <> :running";
    const deleted = await this.#table.delete(rows.executionKey(execution), condition, { running: "running" });
    if (!deleted.written && deleted.item) return false;
    // Whoever came before may have got no further than the execution's own row.
    let keys: ItemKey[] = [];
    let removed = deleted.written;
    for await (const { pk, sk } of this.#table.query({ ...hopsOf(execution), keysOnly: true })) {
      removed = true;
      if (keys.push({ pk: pk as string, sk: sk as string }) < 100) continue;
      await this.#table.deleteAll(keys);
      keys = [];
    }
    await this.#table.deleteAll(keys);
    return removed;
  }
}

function hopsOf(execution: string) {
  return { condition: "#pk = :execution AND #sk > :row", values: { execution, row: rows.executionKey(execution).sk } };
}
