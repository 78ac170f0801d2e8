/** A journal that is watched: whatever it grants or takes must be what the rules allow, whoever asks and whenever. */
import type { Completion, ExecutionStatus, HopKey, Journal } from "../../src/engine/journal.ts";

interface Watched {
  state: "claimed" | "waiting" | "ended";
  step: string;
  attempt: number;
  token: string | undefined;
  leaseUntil: number;
  outcome?: string;
}

export class WatchedJournal {
  readonly journal: Journal;
  readonly #hops = new Map<string, Watched>();
  readonly #violate: (what: string) => void;
  /** How often each attempt of each hop was granted. */
  readonly grants = new Map<string, number>();
  #completed = false;
  #lastGranted = -1;

  constructor(inner: Journal, now: () => number, violate: (what: string) => void, onStatus: (status: ExecutionStatus) => void) {
    this.#violate = violate;
    this.journal = {
      ...unwatched(inner),
      claim: async (request) => {
        const claim = await inner.claim(request);
        if (!claim.granted) return claim;
        const name = nameOf(request);
        const before = this.#hops.get(name);
        if (before?.state === "ended") this.#violate(`${name} was granted although it has ended`);
        if (before && before.attempt !== request.attempt)
          this.#violate(`${name}: attempt ${request.attempt} granted instead of ${before.attempt}`);
        if (before?.state === "claimed" && before.leaseUntil > now()) this.#violate(`${name} was granted while someone else's lease lasts`);
        const { step, attempt, token, leaseUntil } = request;
        this.#hops.set(name, { state: "claimed", step, attempt, token, leaseUntil });
        const grant = `${name}.${attempt}`;
        this.#lastGranted = Math.max(this.#lastGranted, request.hop);
        this.grants.set(grant, (this.grants.get(grant) ?? 0) + 1);
        return claim;
      },
      renew: async (key, token, leaseUntil) => {
        const done = await inner.renew(key, token, leaseUntil);
        if (done) this.#checkHolder(key, token, "renewed").leaseUntil = leaseUntil;
        return done;
      },
      complete: async (key, token, completion, at) => {
        const done = await inner.complete(key, token, completion, at);
        if (done) this.#end(this.#checkHolder(key, token, "completed"), completion, nameOf(key));
        return done;
      },
      postpone: async (key, token, failure, retryAt) => {
        const done = await inner.postpone(key, token, failure, retryAt);
        if (done) {
          const hop = this.#checkHolder(key, token, "postponed");
          if (failure.attempt !== hop.attempt) this.#violate(`${nameOf(key)}: attempt ${failure.attempt} failed, but ${hop.attempt} ran`);
          Object.assign(hop, { state: "waiting", attempt: failure.attempt + 1, token: undefined });
        }
        return done;
      },
      cancelHop: async (key, at) => {
        const done = await inner.cancelHop(key, at);
        const before = this.#hops.get(nameOf(key));
        if (done && before?.state === "ended") this.#violate(`${nameOf(key)} was cancelled although it has ended`);
        if (done) this.#hops.set(nameOf(key), { ...unclaimed, step: key.step, state: "ended" });
        return done;
      },
      append: async (row) => {
        const done = await inner.append(row);
        if (done && this.#hops.has(nameOf(row))) this.#violate(`${nameOf(row)} was written twice`);
        if (done) this.#hops.set(nameOf(row), { ...unclaimed, step: row.step, state: "ended" });
        return done;
      },
      setStatus: async (execution, from, to, details) => {
        const done = await inner.setStatus(execution, from, to, details);
        if (done) onStatus(to);
        if (done && this.#completed) this.#violate(`the execution was set to '${to}' after it had completed`);
        if (done && to === "completed") this.#completed = true;
        if (done && to !== "running" && details.hop < this.#lastGranted)
          this.#violate(`it was set to '${to}' by hop ${details.hop} while it went on`);
        return done;
      },
    };
  }

  /** Whether a hop has ended, so that no message for it is of any use. */
  hasEnded(key: HopKey): boolean {
    return this.#hops.get(nameOf(key))?.state === "ended";
  }

  #checkHolder(key: HopKey, token: string, what: string): Watched {
    const hop = this.#hops.get(nameOf(key)) ?? { ...unclaimed, state: "ended" as const, step: "" };
    if (hop.state !== "claimed") this.#violate(`${nameOf(key)} was ${what} although it is not claimed`);
    else if (hop.token !== token) this.#violate(`${nameOf(key)} was ${what} by someone who had lost it`);
    return hop;
  }

  #end(hop: Watched, completion: Completion, name: string): void {
    if (hop.outcome !== undefined) this.#violate(`${name}: a second outcome was taken`);
    hop.state = "ended";
    hop.outcome = completion.kind;
  }
}

const unclaimed = { attempt: 1, token: undefined, leaseUntil: 0 };

function nameOf({ branch, hop }: HopKey): string {
  return `hop ${branch}${hop}`;
}

function unwatched(inner: Journal): Omit<Journal, "claim" | "renew" | "complete" | "postpone" | "cancelHop" | "append" | "setStatus"> {
  return {
    begin: (row) => inner.begin(row),
    readExecution: (execution) => inner.readExecution(execution),
    readHop: (key) => inner.readHop(key),
    readLastHop: (execution, branch) => inner.readLastHop(execution, branch),
    readHops: (execution) => inner.readHops(execution),
    list: (filter) => inner.list(filter),
    remove: (execution) => inner.remove(execution),
  };
}
