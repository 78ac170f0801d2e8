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

const keys = ["functions", "journal", "blobs", "delays", "schedules", "schedulerRole", "deadLetters", "retentionDays"] as const;

/** The names under which a resource is known. */
export interface ResourceNames {
  /** To functions: an environment variable, such as `ORCHWITS_SCHEDULER_ROLE`. */
  readonly variable: string;
  /** To people: an output of the stack, such as `SchedulerRole`. */
  readonly output: string;
}

/** The names of each resource. An absent resource has neither. */
export const resourceNames = /* @__PURE__ */ Object.fromEntries(keys.map((key) => [key, namesOf(key)])) as {
  readonly [K in keyof Required<StackResources>]: ResourceNames;
};

function namesOf(key: string): ResourceNames {
  const output = key.replace(/^./, (first) => first.toUpperCase());
  return { output, variable: `ORCHWITS${output.replace(/[A-Z]/g, "_$&").toUpperCase()}` };
}

/** @param read the value of an environment variable or output, undefined or empty where there is none */
export function readResources(read: (names: ResourceNames) => string | undefined): {
  readonly resources: Partial<StackResources>;
  /** What is missing of that which every stack has. */
  readonly missing: readonly (keyof StackResources)[];
} {
  const resources: { -readonly [K in keyof StackResources]?: StackResources[K] } = {};
  for (const key of keys) {
    const text = read(resourceNames[key]);
    if (!text) continue;
    if (key === "retentionDays") resources[key] = Number(text);
    else resources[key] = text;
  }
  const missing = (["functions", "journal", "blobs", "retentionDays"] as const).filter((key) => resources[key] === undefined);
  return { resources, missing };
}
