/** The journal in DynamoDB, for hops: one table, every write conditional on a single item, a hop in two writes and no read. */
import type {
  AttemptFailure,
  Claim,
  ClaimRequest,
  Completion,
  ExecutionStatus,
  HopJournal,
  HopKey,
  HopRow,
  StatusDetails,
} from "../engine/journal.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { listing } from "./dynamodb-journal-index.ts";
import * as rows from "./dynamodb-journal-rows.ts";
import { JournalTable, type Update } from "./dynamodb-journal-table.ts";
import { loadFaults } from "./load-faults.ts";

export interface DynamoDbJournalOptions {
  /** The name of the table. */
  readonly table: string;
  /** How long what has ended is kept. */
  readonly retentionDays: number;
}

const claimable =
  "attribute_not_exists(#pk) OR (#step = :step AND #attempt = :attempt AND " +
  "(#status = :waiting OR (#status = :claimed AND #leaseUntil <= :now)))";
const held = "#status = :claimed AND #token = :held";

export class DynamoDbHopJournal implements HopJournal {
  protected readonly table: JournalTable;
  readonly #retentionSeconds: number;

  constructor(client: AwsClient, { table, retentionDays }: DynamoDbJournalOptions) {
    this.table = new JournalTable(client, table);
    this.#retentionSeconds = retentionDays * 86_400;
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    const { step, attempt, token, owner, now, leaseUntil } = request;
    const claimed = await this.table.update(rows.hopKey(request), {
      set: { step, attempt, status: "claimed", token, owner, leaseUntil, expiresAt: this.expiresAt(now) },
      setOnce: { startedAt: now },
      remove: ["retryAt"],
      condition: claimable,
      values: { step, attempt, now, waiting: "waiting", claimed: "claimed" },
    });
    if (claimed.written) return { granted: true };
    // What refused us may have been removed meanwhile.
    return claimed.item ? { granted: false, row: (await loadFaults()).toHopRow(claimed.item) } : this.claim(request);
  }

  renew(key: HopKey, token: string, leaseUntil: number): Promise<boolean> {
    return this.#change(key, token, { set: { leaseUntil } });
  }

  async complete(key: HopKey, token: string, completion: Completion, now: number): Promise<boolean> {
    const recorded = completion.kind === "failed" ? { ...completion, error: (await loadFaults()).cutError(completion.error) } : completion;
    // While the next hop waits, this one's row is what its state is rebuilt from.
    const until = completion.kind === "next" ? now + completion.afterMilliseconds : now;
    return this.#change(key, token, {
      set: { status: "ended", endedAt: now, completion: rows.toJson(recorded), expiresAt: this.expiresAt(until) },
      remove: ["token", "leaseUntil"],
    });
  }

  async postpone(key: HopKey, token: string, failure: AttemptFailure, retryAt: number): Promise<boolean> {
    const { toFailureAttribute } = await loadFaults();
    return this.#change(key, token, {
      set: {
        status: "waiting",
        attempt: failure.attempt + 1,
        retryAt,
        ...toFailureAttribute(failure),
        expiresAt: this.expiresAt(retryAt),
      },
      remove: ["token", "leaseUntil"],
    });
  }

  async setStatus(execution: string, from: readonly ExecutionStatus[], to: ExecutionStatus, details: StatusDetails): Promise<boolean> {
    const { now, hop, result, error } = details;
    const ended = to === "running" ? undefined : now;
    const { written } = await this.table.update(rows.executionKey(execution), {
      set: {
        status: to,
        statusHop: hop,
        listing: listing(to, execution),
        endedAt: ended,
        expiresAt: ended && this.expiresAt(ended),
        result: rows.toJson(result),
        error: error && rows.toJson((await loadFaults()).cutError(error)),
      },
      condition: `#status IN (${from.map((_, index) => `:from${index}`).join(", ")}) AND #statusHop < :hop`,
      values: { hop, ...Object.fromEntries(from.map((status, index) => [`from${index}`, status])) },
    });
    return written;
  }

  async readHop(key: HopKey): Promise<HopRow | undefined> {
    return (await loadFaults()).readHopRow(this.table, key);
  }

  /** Only whoever holds the claim may change a hop. */
  async #change(key: HopKey, token: string, { set, remove = [] }: Pick<Update, "set" | "remove">): Promise<boolean> {
    const values = { claimed: "claimed", held: token };
    return (await this.table.update(rows.hopKey(key), { set, remove, condition: held, values })).written;
  }

  protected expiresAt(milliseconds: number): number {
    return Math.ceil(milliseconds / 1_000) + this.#retentionSeconds;
  }
}
