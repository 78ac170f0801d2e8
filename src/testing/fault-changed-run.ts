/** The error that says which fault made a difference to a run, and what to do about it. */
import type { Difference, Seen } from "./difference.ts";

/** A run with a fault that ended otherwise than the run without one. */
export interface Change {
  /** As in "a crash after 'run' of 'charge' at hop 1". */
  readonly fault: string;
  readonly seen: Seen;
  readonly difference: Difference;
  /** The steps whose code ran for nothing. */
  readonly lost: readonly string[];
}

/** A fault made a difference: something happened twice that should happen once. */
export class FaultChangedRun extends Error {
  override readonly name = "FaultChangedRun";
  /** What was seen of the run without a fault. Test runners print how `actual` differs. */
  readonly expected: Seen;
  /** What was seen of the first run that differs. */
  readonly actual: Seen;
  /** Every fault that makes a difference, in words. */
  readonly faults: readonly string[];

  /** @param tried how many faults there were */
  constructor(expected: Seen, changes: readonly [Change, ...Change[]], tried: number) {
    const [{ fault, difference, seen, lost }, ...others] = changes;
    const lines = [
      `With ${fault}, the run's ${difference.what} is not what it is without.`,
      `  without: ${difference.first}`,
      `  with:    ${difference.second}`,
      ...advise(lost),
      ...mention(others, tried),
    ];
    super(lines.join("\n"));
    this.expected = expected;
    this.actual = seen;
    this.faults = changes.map((change) => change.fault);
  }
}

function advise([step]: readonly string[]): string[] {
  if (step === undefined) return [];
  return [
    `The code of '${step}' ran twice, for after a crash nobody knows how far it had come. What it does must be the same when it is ` +
      `done again, for example by giving other services the same key both times, such as \`\${context.execution}/\${context.hop}\`.`,
  ];
}

function mention(others: readonly Change[], tried: number): string[] {
  if (others.length === 0) return [];
  const most = 5;
  const more = others.length > most ? ` and ${others.length - most} more` : "";
  const named = others.slice(0, most).map(({ fault }) => fault);
  return [`${others.length + 1} of ${tried} faults make a difference; the others are ${named.join(", ")}${more}.`];
}
