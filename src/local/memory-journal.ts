/** The journal in memory: for tests, simulations, and runs that need not outlive their process. */
import type {
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

type Failure = HopRow["failures"][number];

interface Kept {
  row: ExecutionRow;
  /** By branch, in the order of hops; a hop that is not there yet is a hole. */
  readonly branches: Map<string, (HopRow | undefined)[]>;
}

const mostFailures = 10;

/** Rows are replaced and never changed, so that a row once given stays as it was. */
export class MemoryJournal implements Journal {
  readonly #executions = new Map<string, Kept>();

  async begin(row: ExecutionRow): Promise<{ began: boolean; row: ExecutionRow }> {
    const kept = this.#executions.get(row.execution);
    if (kept) return { began: false, row: kept.row };
    this.#executions.set(row.execution, { row, branches: new Map() });
    return { began: true, row };
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    const { execution, branch, hop, step, attempt, token, owner, now, leaseUntil } = request;
    // A message that outlived its execution finds what a cancelled one would.
    if (!this.#executions.has(execution)) {
      return { granted: false, row: { execution, branch, hop, step, attempt, status: "cancelled", startedAt: now, failures: [] } };
    }
    const row = this.#hop(request);
    if (row && !isFree(row, request)) return { granted: false, row };
    const failures = row?.failures ?? [];
    const startedAt = row?.startedAt ?? now;
    this.#write({ execution, branch, hop, step, attempt, status: "claimed", startedAt, owner, token, leaseUntil, failures });
    return { granted: true };
  }

  async renew(key: HopKey, token: string, leaseUntil: number): Promise<boolean> {
    return this.#change(key, token, { leaseUntil });
  }

  async complete(key: HopKey, token: string, completion: Completion, now: number): Promise<boolean> {
    return this.#change(key, token, { status: "ended", endedAt: now, completion });
  }

  async postpone(key: HopKey, token: string, failure: Failure, retryAt: number): Promise<boolean> {
    const failures = [...(this.#hop(key)?.failures ?? []), failure].slice(-mostFailures);
    return this.#change(key, token, { status: "waiting", attempt: failure.attempt + 1, retryAt, failures });
  }

  async cancelHop({ execution, branch, hop, step }: HopKey & { step: string }, now: number): Promise<boolean> {
    const row = this.#hop({ execution, branch, hop });
    if (row && row.status !== "claimed" && row.status !== "waiting") return false;
    const begun = row ?? { execution, branch, hop, step, attempt: 1, startedAt: now, failures: [] };
    this.#write({ ...begun, status: "cancelled", endedAt: now });
    return true;
  }

  async append(row: HopRow): Promise<boolean> {
    if (this.#hop(row)) return false;
    this.#write(row);
    return true;
  }

  async setStatus(execution: string, from: readonly ExecutionStatus[], to: ExecutionStatus, details: StatusDetails): Promise<boolean> {
    const kept = this.#executions.get(execution);
    if (!kept || !from.includes(kept.row.status) || (kept.row.statusHop ?? -1) >= details.hop) return false;
    const { endedAt: _endedAt, result: _result, error: _error, ...row } = kept.row;
    const { now, hop, result, error } = details;
    kept.row = {
      ...row,
      status: to,
      statusHop: hop,
      ...(to !== "running" && { endedAt: now }),
      ...(result !== undefined && { result }),
      ...(error && { error }),
    };
    return true;
  }

  async readExecution(execution: string): Promise<ExecutionRow | undefined> {
    return this.#executions.get(execution)?.row;
  }

  async readHop(key: HopKey): Promise<HopRow | undefined> {
    return this.#hop(key);
  }

  async readLastHop(execution: string, branch: string): Promise<HopRow | undefined> {
    return this.#executions.get(execution)?.branches.get(branch)?.at(-1);
  }

  async *readHops(execution: string): AsyncIterable<HopRow> {
    const branches = this.#executions.get(execution)?.branches ?? new Map<string, HopRow[]>();
    for (const branch of [...branches.keys()].sort()) {
      for (const row of branches.get(branch) ?? []) if (row) yield row;
    }
  }

  async list({ status, pipeline, startedBefore, limit }: ExecutionFilter): Promise<readonly ExecutionRow[]> {
    return [...this.#executions.values()]
      .map(({ row }) => row)
      .filter((row) => status === undefined || row.status === status)
      .filter((row) => pipeline === undefined || row.pipeline === pipeline)
      .filter((row) => startedBefore === undefined || row.startedAt < startedBefore)
      .sort((a, b) => b.startedAt - a.startedAt || (a.execution < b.execution ? 1 : -1))
      .slice(0, limit);
  }

  async remove(execution: string): Promise<boolean> {
    const kept = this.#executions.get(execution);
    return kept !== undefined && kept.row.status !== "running" && this.#executions.delete(execution);
  }

  #hop({ execution, branch, hop }: HopKey): HopRow | undefined {
    return this.#executions.get(execution)?.branches.get(branch)?.[hop];
  }

  #write(row: HopRow): HopRow {
    const kept = this.#executions.get(row.execution);
    if (!kept) throw new Error(`There is no execution '${row.execution}' in this journal, so that it can't have hops.`);
    const hops = kept.branches.get(row.branch);
    if (hops) hops[row.hop] = row;
    else {
      const first: HopRow[] = [];
      first[row.hop] = row;
      kept.branches.set(row.branch, first);
    }
    return row;
  }

  /** Only whoever holds the claim may change a hop. */
  #change(key: HopKey, token: string, change: Partial<HopRow>): boolean {
    const row = this.#hop(key);
    if (row?.status !== "claimed" || row.token !== token) return false;
    this.#write({ ...row, ...change });
    return true;
  }
}

function isFree(row: HopRow, { step, attempt, now }: ClaimRequest): boolean {
  if (row.step !== step || row.attempt !== attempt) return false;
  return row.status === "waiting" || (row.status === "claimed" && (row.leaseUntil ?? 0) <= now);
}
