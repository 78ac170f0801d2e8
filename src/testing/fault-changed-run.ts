/** The error that says which fault made a difference to a run, and what to do about it. */
import { inspect, isDeepStrictEqual } from "node:util";

/** A run with a fault that ended otherwise than the run without one. */
export interface Change {
  /** As in "a crash after 'run' of 'charge' at hop 1". */
  readonly fault: string;
  /** What was seen of the run: `status`, `result`, `error`, `path`, `observed`. */
  readonly seen: Readonly<Record<string, unknown>>;
  /** The steps whose code ran for nothing. */
  readonly lost: readonly string[];
}

/** A fault made a difference: something happened twice that should happen once. */
export class FaultChangedRun extends Error {
  override readonly name = "FaultChangedRun";
  /** What was seen of the run without a fault. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** What was seen of the first run that differs. Test runners print the difference. */
  readonly actual: Readonly<Record<string, unknown>>;
  /** Every run that differs. */
  readonly changes: readonly Change[];

  constructor(expected: Change["seen"], changes: readonly Change[], faults: number) {
    const [first] = changes as readonly [Change, ...Change[]];
    super(describe(expected, first, changes, faults));
    this.expected = expected;
    this.actual = first.seen;
    this.changes = changes;
  }
}

function describe(expected: Change["seen"], { fault, seen, lost }: Change, changes: readonly Change[], faults: number): string {
  const what = Object.keys(expected).filter((key) => !isDeepStrictEqual(expected[key], seen[key]));
  const [key = "run"] = what;
  const others = changes.slice(1, 6).map((change) => change.fault);
  const more = changes.length > 6 ? ` and ${changes.length - 6} more` : "";
  return [
    `With ${fault}, the run's ${nameOf(key)} is not what it is without.`,
    `  without: ${show(expected[key])}`,
    `  with:    ${show(seen[key])}`,
    advise(lost),
    others.length > 0 ? `${changes.length} of ${faults} faults make a difference; the others are ${others.join(", ")}${more}.` : "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function nameOf(key: string): string {
  return key === "observed" ? "observation" : key;
}

function advise([step]: readonly string[]): string {
  if (!step) return "";
  return (
    `The code of '${step}' ran twice, for after a crash nobody knows how far it had come. What it does must be the same when it is ` +
    `done again: give other services a key that is the same both times, such as \`\${context.execution}/\${context.hop}\`.`
  );
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200, maxArrayLength: 20 });
}
