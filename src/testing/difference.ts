/** What differs between two runs that should be the same, in words. */
import { inspect, isDeepStrictEqual } from "node:util";

/** What is compared of a run: `status`, `result`, `error`, `path`, and what was `observed`. */
export type Seen = Readonly<Record<string, unknown>>;

export interface Difference {
  /** As in "result". */
  readonly what: string;
  readonly first: string;
  readonly second: string;
}

/** The first thing that differs, or undefined where nothing does. */
export function findDifference(first: Seen, second: Seen): Difference | undefined {
  const key = Object.keys(first).find((one) => !isDeepStrictEqual(first[one], second[one]));
  if (key === undefined) return undefined;
  return { what: key === "observed" ? "observation" : key, first: show(first[key]), second: show(second[key]) };
}

function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200, maxArrayLength: 20 });
}
