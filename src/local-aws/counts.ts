/** Counts requests by who made them and what they asked for, so that tests can say "exactly 1 invoke and 2 journal writes". */

export interface Count {
  /** The ARN of the caller; empty where nobody signed. */
  readonly principal: string;
  readonly service: string;
  /** As in the API where the request says it, `UpdateItem`; else as in the permission for it, `PutObject`, `InvokeFunction`. */
  readonly operation: string;
  readonly count: number;
}

export interface Counts {
  /** How many requests there were of those that have what is given. Denied ones count, retried ones count again. */
  of(what?: Partial<Omit<Count, "count">>): number;
  all(): readonly Count[];
  reset(): void;
  add(what: Omit<Count, "count">): void;
}

export function makeCounts(): Counts {
  const entries = new Map<string, Count>();
  return {
    of: ({ principal, service, operation } = {}) =>
      [...entries.values()]
        .filter((e) => (principal ?? e.principal) === e.principal && (service ?? e.service) === e.service)
        .filter((e) => (operation ?? e.operation) === e.operation)
        .reduce((sum, e) => sum + e.count, 0),
    all: () => [...entries.values()],
    reset: () => entries.clear(),
    add(what) {
      const key = `${what.principal} ${what.service} ${what.operation}`;
      entries.set(key, { ...what, count: (entries.get(key)?.count ?? 0) + 1 });
    },
  };
}
