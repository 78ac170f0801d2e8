/** What is said of a stack and its steps in the source, typed: the graph holds it as plain JSON. */
import type { Graph, Step } from "../../model/graph.ts";
import type { TemplateObject } from "./intrinsics.ts";
import type { TemplateValue } from "./template.ts";

/** The options of `@step()`. The analyzer has read them, and the user's compiler has checked them; {@link checkOptions} looks again. */
export interface StepOptions {
  readonly description?: string;
  readonly memory?: number;
  readonly timeout?: string;
  readonly architecture?: string;
  readonly runtime?: string;
  readonly layers?: readonly TemplateValue[];
  readonly environment?: TemplateObject;
  readonly policies?: readonly TemplateValue[];
  readonly ephemeralStorage?: number;
  readonly reservedConcurrency?: number;
  readonly tags?: TemplateObject;
  readonly on?: readonly TemplateObject[];
  readonly properties?: TemplateObject;
}

/** The options of the stack: `static readonly stack`. */
export interface StackOptions extends Omit<StepOptions, "ephemeralStorage" | "reservedConcurrency" | "on"> {
  readonly name?: string;
  readonly vpc?: { readonly securityGroups: readonly TemplateValue[]; readonly subnets: readonly TemplateValue[] };
  readonly permissionsBoundary?: TemplateValue;
  readonly bucket?: TemplateValue;
  readonly retentionDays?: number;
  readonly logRetentionDays?: number;
  readonly maxHops?: number;
  readonly alarmTopic?: TemplateValue;
  readonly parameters?: { readonly [name: string]: TemplateObject };
  readonly resources?: { readonly [name: string]: TemplateObject };
  readonly outputs?: { readonly [name: string]: TemplateObject };
}

export function optionsOfStep(step: Step): StepOptions {
  return step.options as StepOptions;
}

export function optionsOfStack(graph: Graph): StackOptions {
  return (graph.stack ?? {}) as StackOptions;
}

/** What holds where nothing else is said. */
export const defaults = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  /** Megabytes. Lambda gives CPU by memory: below this, importing a bundle takes longer than running most steps. */
  memory: 512,
  timeoutSeconds: 30,
  retentionDays: 90,
  logRetentionDays: 30,
} as const;

/** What a function gets beyond its step's timeout, to record a failure and to send on what follows. */
export const graceSeconds = 5;

/** The longest that Lambda runs a function (Lambda quotas). */
export const longestTimeoutSeconds = 900;
