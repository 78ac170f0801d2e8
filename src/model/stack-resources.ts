/** What a deployed pipeline consists of: named by the template's outputs, by the environment of its functions, and by nothing else. */

/** The resources of a stack that an execution needs. What the graph has no use for is absent. */
export interface StackResources {
  /** The ARN of any function of the stack without what follows the prefix: `arn:aws:lambda:eu-west-1:1234:function:cafe-`. */
  readonly functions: string;
  /** The name of the journal's table. */
  readonly journal: string;
  /** The name of the bucket with the blobs. */
  readonly blobs: string;
  /** The URL of the delay queue. */
  readonly delays?: string;
  /** The name of the group that schedules are made in. */
  readonly schedules?: string;
  /** The ARN of the role that schedules invoke functions with. */
  readonly schedulerRole?: string;
  /** The ARN of the queue of dead letters. */
  readonly deadLetters?: string;
  /** How long the journal keeps what has ended. */
  readonly retentionDays: number;
}

type Names = { readonly variable: string; readonly output: string };

// In the order in which they are told. No table of names: each cold start would read it.
const keys = ["functions", "journal", "blobs", "delays", "schedules", "schedulerRole", "deadLetters", "retentionDays"] as const;

/** The environment variable that gives a resource to functions: `ORCHWITS_DEAD_LETTERS`. */
export function variableOf(key: keyof StackResources): string {
  return `ORCHWITS_${key.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** The names under which each resource is given to functions, and to people, as outputs of the stack. An absent resource has neither. */
export const resourceNames = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ keys.map((key) => [key, { variable: variableOf(key), output: key.replace(/^./, (first) => first.toUpperCase()) }]),
) as { readonly [K in keyof Required<StackResources>]: Names };

/** @param read the value of an environment variable or output, undefined or empty where there is none */
export function readResources(read: (key: keyof StackResources) => string | undefined): {
  readonly resources: Partial<StackResources>;
  /** What is missing of that which every stack has, or can't be. */
  readonly missing: readonly (keyof StackResources)[];
} {
  const given = Object.fromEntries(keys.map((key) => [key, read(key)]));
  const resources: Partial<StackResources> = { ...given, retentionDays: Math.max(0, Number(given.retentionDays)) };
  return { resources, missing: (["functions", "journal", "blobs", "retentionDays"] as const).filter((key) => !resources[key]) };
}
