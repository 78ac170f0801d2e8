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

/**
 * The names under which each resource is given to functions, as environment variables, and to people, as outputs of the stack.
 * An absent resource has neither.
 */
export const resourceNames: { readonly [K in keyof Required<StackResources>]: { readonly variable: string; readonly output: string } } = {
  functions: { variable: "ORCHWITS_FUNCTIONS", output: "Functions" },
  journal: { variable: "ORCHWITS_JOURNAL", output: "Journal" },
  blobs: { variable: "ORCHWITS_BLOBS", output: "Blobs" },
  delays: { variable: "ORCHWITS_DELAYS", output: "Delays" },
  schedules: { variable: "ORCHWITS_SCHEDULES", output: "Schedules" },
  schedulerRole: { variable: "ORCHWITS_SCHEDULER_ROLE", output: "SchedulerRole" },
  deadLetters: { variable: "ORCHWITS_DEAD_LETTERS", output: "DeadLetters" },
  retentionDays: { variable: "ORCHWITS_RETENTION_DAYS", output: "RetentionDays" },
};

/** @param read the value of an environment variable or output, undefined or empty where there is none */
export function readResources(read: (names: { readonly variable: string; readonly output: string }) => string | undefined): {
  readonly resources: Partial<StackResources>;
  /** What is missing of that which every stack has. */
  readonly missing: readonly (keyof StackResources)[];
} {
  const resources: { -readonly [K in keyof StackResources]?: StackResources[K] } = {};
  for (const key of Object.keys(resourceNames) as (keyof StackResources)[]) {
    const text = read(resourceNames[key]);
    if (!text) continue;
    if (key === "retentionDays") resources[key] = Number(text);
    else resources[key] = text;
  }
  const missing = (["functions", "journal", "blobs", "retentionDays"] as const).filter((key) => resources[key] === undefined);
  return { resources, missing };
}
