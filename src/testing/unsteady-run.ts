/** The error that says that a run is not the same twice, so that no fault can be blamed for a difference. */
import type { Difference, Seen } from "./difference.ts";

/** Two runs without a fault differ. */
export class UnsteadyRun extends Error {
  override readonly name = "UnsteadyRun";
  /** What was seen of the first run. Test runners print how `actual` differs. */
  readonly expected: Seen;
  /** What was seen of the second. */
  readonly actual: Seen;

  constructor(expected: Seen, actual: Seen, { what, first, second }: Difference) {
    super(
      [
        `Two runs without any fault differ in their ${what}, so that it can't be told what a fault does.`,
        `  first:  ${first}`,
        `  second: ${second}`,
        "Stub the steps that draw on time or chance, and make fakes and files anew in the function that sets up a run.",
      ].join("\n"),
    );
    this.expected = expected;
    this.actual = actual;
  }
}
