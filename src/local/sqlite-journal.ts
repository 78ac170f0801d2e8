/** The journal in a home's database: hops survive their process, and several processes can work on them at once. */
import type {
  AttemptFailure,
  Claim,
  ClaimRequest,
  Completion,
  ExecutionFilter,
  ExecutionRow,
  ExecutionStatus,
  HopKey,
  HopRow,
  Journal,
  StatusDetails,
} from "../engine/journal.ts";
import { isDeadOwner } from "./owner.ts";
import { prepareJournal } from "./sqlite-journal-statements.ts";
import { toExecutionRow, toHopRow, toJson } from "./sqlite-rows.ts";
import type { SqliteStore } from "./sqlite-store.ts";

const mostFailures = 10;

/** Rows read at once, so that whoever reads a long execution holds neither the database nor all of it in memory. */
const rowsAtOnce = 500;

/** A branch that is being worked off here. */
export interface Chain {
  /** Whether it is the only one, so that no code of the user's runs between a hop's completion and the claim of the next. */
  readonly alone: boolean;
  /** Hears how its hop ended, whose outcome is stored now or with whatever is stored next. */
  completed(hop: number, completion: Completion): void;
  /** Hears that what was to be stored could not be. */
  lose(fault: unknown): void;
}

export class SqliteJournal implements Journal {
  readonly #store: SqliteStore;
  readonly #sql: ReturnType<typeof prepareJournal>;
  readonly #chainOf: (key: HopKey) => Chain | undefined;

  /**
   * @param chainOf the branch of a hop, if it is worked off here. Where it is the only one, its completions are stored together with the
   * claim of the next hop, which is before any code of the user's runs
   */
  constructor(store: SqliteStore, chainOf: (key: HopKey) => Chain | undefined = () => undefined) {
    this.#store = store;
    this.#sql = prepareJournal(store);
    this.#chainOf = chainOf;
  }

  async begin(row: ExecutionRow): Promise<{ began: boolean; row: ExecutionRow }> {
    const { execution, pipeline, source, graph, status, startedAt, endedAt = null, from = null, statusHop = -1 } = row;
    const texts = [toJson(row.result), toJson(row.error), from, statusHop];
    return this.#store.write(() => {
      const input = JSON.stringify(row.input);
      const written = this.#sql.begin.run(execution, pipeline, source, graph, input, status, startedAt, endedAt, ...texts);
      if (written.changes === 1) {
        this.#sql.beginBranch.run("", execution);
        return { began: true, row };
      }
      return { began: false, row: this.#readExecution(execution) as ExecutionRow };
    });
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    if (this.#changed(() => this.#claimNew(request))) return { granted: true };
    return this.#store.write(() => this.#claimKnown(request));
  }

  async renew(key: HopKey, token: string, leaseUntil: number): Promise<boolean> {
    return this.#changed(() => this.#sql.renew.run(leaseUntil, key.hop, key.execution, key.branch, token));
  }

  async complete(key: HopKey, token: string, completion: Completion, now: number): Promise<boolean> {
    const write = () => this.#sql.complete.run(now, JSON.stringify(completion), key.hop, key.execution, key.branch, token);
    const chain = this.#chainOf(key);
    const { changes } = chain?.alone ? this.#store.writeSoon(write, (fault) => chain.lose(fault)) : this.#store.writeOne(write);
    if (changes !== 1) return false;
    chain?.completed(key.hop, completion);
    return true;
  }

  async postpone(key: HopKey, token: string, failure: AttemptFailure, retryAt: number): Promise<boolean> {
    return this.#store.write(() => {
      const failures = [...(this.#readHop(key)?.failures ?? []), failure].slice(-mostFailures);
      const { execution, branch, hop } = key;
      const written = this.#sql.postpone.run(failure.attempt + 1, retryAt, JSON.stringify(failures), hop, execution, branch, token);
      return written.changes === 1;
    });
  }

  async cancelHop({ execution, branch, hop, step }: HopKey & { step: string }, now: number): Promise<boolean> {
    return this.#inBranch(execution, branch, () => this.#sql.cancelHop.run(hop, step, now, now, execution, branch));
  }

  async append(row: HopRow): Promise<boolean> {
    const { execution, branch, hop, step, attempt, status, startedAt, endedAt = null, owner = null, token = null } = row;
    const { leaseUntil = null, retryAt = null } = row;
    const texts = [toJson(row.completion), JSON.stringify(row.failures), toJson(row.state)];
    const columns = [step, attempt, status, startedAt, endedAt, owner, token, leaseUntil, retryAt, ...texts];
    return this.#inBranch(execution, branch, () => this.#sql.append.run(hop, ...columns, execution, branch));
  }

  async setStatus(execution: string, from: readonly ExecutionStatus[], to: ExecutionStatus, details: StatusDetails): Promise<boolean> {
    const { now, hop, result, error } = details;
    const endedAt = to === "running" ? null : now;
    return this.#changed(() =>
      this.#sql.setStatus.run(to, endedAt, toJson(result), toJson(error), hop, execution, JSON.stringify(from), hop),
    );
  }

  async readExecution(execution: string): Promise<ExecutionRow | undefined> {
    return this.#store.read(() => this.#readExecution(execution));
  }

  async readHop(key: HopKey): Promise<HopRow | undefined> {
    return this.#store.read(() => this.#readHop(key));
  }

  async readLastHop(execution: string, branch: string): Promise<HopRow | undefined> {
    const columns = this.#store.read(() => this.#sql.readLastHop.get(execution, branch));
    return columns && toHopRow(columns);
  }

  async *readHops(execution: string): AsyncIterable<HopRow> {
    for (let branch = "", hop = -1; ; ) {
      const rows = this.#store.read(() => this.#sql.readHops.all(branch, hop, execution, branch, rowsAtOnce)).map(toHopRow);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < rowsAtOnce) return;
      ({ branch, hop } = last);
    }
  }

  async list({ status, pipeline, startedBefore, limit }: ExecutionFilter): Promise<readonly ExecutionRow[]> {
    const selected = [status ?? null, pipeline ?? null, startedBefore ?? null, limit ?? -1] as const;
    return this.#store.read(() => this.#sql.list.all(...selected)).map(toExecutionRow);
  }

  async remove(execution: string): Promise<boolean> {
    return this.#store.write(() => {
      if (this.#sql.removeExecution.run(execution).changes === 0) return false;
      this.#sql.removeHops.run(execution);
      this.#sql.removeBranches.run(execution);
      this.#sql.removeDeliveries.run(execution);
      return true;
    });
  }

  #claimKnown(request: ClaimRequest): Claim {
    const { execution, branch, hop, step, attempt, token, owner, now, leaseUntil } = request;
    const row = this.#readHop(request);
    if (!row) {
      this.#sql.beginBranch.run(branch, execution);
      if (this.#claimNew(request).changes === 1) return { granted: true };
      // A message that outlived its execution finds what a cancelled one would.
      return { granted: false, row: { execution, branch, hop, step, attempt, status: "cancelled", startedAt: now, failures: [] } };
    }
    if (!isFree(row, request)) return { granted: false, row };
    this.#sql.claimAgain.run(owner, token, leaseUntil, hop, execution, branch);
    return { granted: true };
  }

  #claimNew({ execution, branch, hop, step, attempt, token, owner, now, leaseUntil }: ClaimRequest) {
    return this.#sql.claimNew.run(hop, step, attempt, now, owner, token, leaseUntil, execution, branch);
  }

  /** Writes a hop of a branch that may not have begun. */
  #inBranch(execution: string, branch: string, statement: () => { readonly changes: number | bigint }): boolean {
    return this.#store.write(() => {
      this.#sql.beginBranch.run(branch, execution);
      return statement().changes === 1;
    });
  }

  #changed(statement: () => { readonly changes: number | bigint }): boolean {
    return this.#store.writeOne(statement).changes === 1;
  }

  #readExecution(execution: string): ExecutionRow | undefined {
    const columns = this.#sql.readExecution.get(execution);
    return columns && toExecutionRow(columns);
  }

  #readHop({ execution, branch, hop }: HopKey): HopRow | undefined {
    const columns = this.#sql.readHop.get(hop, execution, branch);
    return columns && toHopRow(columns);
  }
}

function isFree(row: HopRow, { step, attempt, now }: ClaimRequest): boolean {
  if (row.step !== step || row.attempt !== attempt) return false;
  if (row.status === "waiting") return true;
  // Nobody renews the lease of a process that is gone.
  return row.status === "claimed" && ((row.leaseUntil ?? 0) <= now || isDeadOwner(row.owner ?? ""));
}
