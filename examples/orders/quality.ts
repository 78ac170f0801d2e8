/** Decides what may be published without a person. */
import type { Origin, Rejection } from "./order.ts";

/** `good`: publish. `doubtful`: publish, and have someone look at the rejected rows. `bad`: don't publish. */
export type Quality = "good" | "doubtful" | "bad";

const doubtfulShare = 0.02;
const badShare = 0.35;

export function judge(rows: number, rejected: number, accepted: number): Quality {
  if (accepted === 0 || rejected > rows * badShare) return "bad";
  return rejected > rows * doubtfulShare ? "doubtful" : "good";
}

/** Rejected rows that have their reason in common. */
export interface Fault {
  readonly reason: string;
  readonly rows: number;
  /** Where it was met first. */
  readonly example: Origin;
}

/** The reasons for which rows were rejected, the most frequent first. */
export async function groupFaults(rejections: AsyncIterable<Rejection>): Promise<Fault[]> {
  const faults = new Map<string, Fault>();
  for await (const { reason, file, line } of rejections) {
    const { rows, example } = faults.get(reason) ?? { rows: 0, example: { file, line } };
    faults.set(reason, { reason, rows: rows + 1, example });
  }
  // The sort is stable: faults of the same number stay in the order in which they were met.
  return [...faults.values()].sort((a, b) => b.rows - a.rows);
}
