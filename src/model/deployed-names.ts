/** What things are called once deployed: made of the stack's name and the step's, so that nobody has to look a name up. */

/** The name that the function of `onFailure` has in place of a step's. No step can be called so. */
export const failureFunction = "onFailure";

/** Functions of ours beside the steps'. The hyphen keeps them apart from steps, whose names are identifiers. */
export const ownFunctions = {
  /** Takes messages from the delay queue when their time has come. */
  relay: "orchwits-relay",
  /** Turns what outlived its retries into failed, resumable executions. */
  recovery: "orchwits-recovery",
} as const;

/** The longest name of a Lambda function (Lambda API, `CreateFunction`). */
export const longestFunctionName = 64;

/** Whether a stack can be called so (CloudFormation API, `CreateStack`). */
export function isStackName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text);
}

/** What the names of a stack's functions begin with. */
export function functionPrefix(stack: string): string {
  return `${stack}-`;
}

/** The function of a step, or of `$failure`, without the stack's prefix. */
export function functionOfStep(step: string): string {
  return step === "$failure" ? failureFunction : step;
}

/** Names of what a pipeline has once, without the stack's prefix. Buckets have none: their names are the world's. */
export const ownResources = {
  journal: "orchwits-journal",
  delays: "orchwits-delays",
  schedules: "orchwits-delays",
  deadLetters: "orchwits-dead-letters",
  /** What not even the recovery could make sense of. */
  rejects: "orchwits-rejects",
} as const;

/** Where the blobs lie in their bucket. */
export const blobPrefix = "blobs/";
