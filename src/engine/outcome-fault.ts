/** What is wrong with an outcome, as data: the words for it are only loaded where one is wrong. */

/** `nonOutcome`: what was returned in place of one. `drop`: a dropped key that is no name. `lossy`: a value that JSON would change. */
export type OutcomeProblem =
  | readonly [kind: "nonOutcome", returned: unknown]
  | readonly [kind: "target", to: unknown]
  | readonly [kind: "unknown", to: string]
  | readonly [kind: "updates", to: string, updates: unknown]
  | readonly [kind: "reserved", key: string]
  | readonly [kind: "lossy", value: unknown, key: string | undefined]
  | readonly [kind: "drop", key: unknown]
  | readonly [kind: "after", after: string];

/** Why an outcome can't be followed. */
export class OutcomeFault extends Error {
  readonly problem: OutcomeProblem;

  constructor(...problem: OutcomeProblem) {
    super();
    this.problem = problem;
  }
}
