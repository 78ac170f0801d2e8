/** The function of a step, or of `onFailure`: its settings from the options, its permissions from the graph. */
import { failureFunction } from "../../model/deployed-names.ts";
import { parseDuration } from "../../model/duration.ts";
import { logicalIdOf } from "../../model/logical-id.ts";
import type { FunctionNeeds } from "./function-needs.ts";
import type { TemplateObject } from "./intrinsics.ts";
import { type Invokes, invokeAll } from "./invoke-all.ts";
import { type FunctionParts, makeFunction } from "./lambda-function.ts";
import { mergeProperties } from "./merge-properties.ts";
import { own } from "./own-ids.ts";
import type { Statements } from "./statements.ts";
import type { CodeLocation, TemplateResource, TemplateValue } from "./template.ts";
import { defaults, graceSeconds, longestTimeoutSeconds, type StackOptions, type StepOptions } from "./template-options.ts";
import type { Triggers } from "./triggers.ts";

export interface StepFunctionOptions {
  readonly needs: FunctionNeeds;
  readonly pipeline: string;
  readonly description?: string | undefined;
  readonly step: StepOptions;
  readonly stack: StackOptions;
  readonly code: CodeLocation;
  readonly environment: TemplateObject;
  readonly statements: Statements;
  /** What starts executions, in the entry's function. */
  readonly triggers: Triggers | undefined;
}

export function makeStepFunction(options: StepFunctionOptions): readonly (readonly [string, TemplateResource])[] {
  const { needs, pipeline, step, stack, environment, statements, triggers } = options;
  const invokes = invokeAll(statements, logicalIdOf(needs.name), needs.invokes.functions, needs.invokes.why);
  const parts: FunctionParts = {
    name: needs.name,
    description: `${pipeline}.${needs.name}${options.description ? `: ${options.description}` : ""}`.slice(0, longestDescription),
    code: options.code,
    runtime: step.runtime ?? stack.runtime ?? defaults.runtime,
    architecture: step.architecture ?? stack.architecture ?? defaults.architecture,
    memory: step.memory ?? stack.memory ?? defaults.memory,
    timeoutSeconds: timeoutOf(step.timeout ?? stack.timeout),
    environment: { ...stack.environment, ...step.environment, ...environment },
    policies: [
      { Version: "2012-10-17", Statement: [...statementsOf(needs, statements, invokes), ...(triggers?.statements ?? [])] },
      ...invokes.managed,
      ...[...(stack.policies ?? []), ...(step.policies ?? [])].map(asPolicy),
    ],
    recurs: needs.recurs,
    async: true,
    logRetentionDays: stack.logRetentionDays ?? defaults.logRetentionDays,
    tags: { ...stack.tags, ...step.tags },
    more: { ...moreOf(step, stack), ...triggersOf(triggers) },
  };
  const [[id, resource] = [], ...others] = makeFunction(parts);
  if (id === undefined || resource === undefined) return [];
  const overrides = [stack.properties, step.properties].filter((properties) => properties !== undefined);
  const properties = overrides.reduce(mergeProperties, resource.Properties ?? {});
  // SAM makes no role where one is given, and would ignore the policies in silence.
  const { Policies, ...rest } = properties;
  if (properties.Role !== undefined) return [[id, { ...resource, Properties: rest }], ...others];
  return [[id, { ...resource, Properties: properties }], ...others, ...invokes.resources];
}

/** Lambda API, `Description`. */
const longestDescription = 256;

/** What is over the step's own timeout is for recording that it was too long. */
function timeoutOf(timeout: string | undefined): number {
  let seconds: number = defaults.timeoutSeconds;
  try {
    if (timeout !== undefined) seconds = Math.ceil(parseDuration(timeout) / 1_000);
  } catch {
    // The check of the options says so.
  }
  return Math.min(longestTimeoutSeconds, seconds + graceSeconds);
}

function triggersOf(triggers: Triggers | undefined): TemplateObject {
  if (!triggers) return {};
  return { ...triggers.properties, ...(Object.keys(triggers.events).length > 0 && { Events: triggers.events }) };
}

function moreOf(step: StepOptions, stack: StackOptions): TemplateObject {
  const layers = [...(stack.layers ?? []), ...(step.layers ?? [])];
  return {
    ...(layers.length > 0 && { Layers: layers }),
    ...(stack.vpc && { VpcConfig: { SecurityGroupIds: stack.vpc.securityGroups, SubnetIds: stack.vpc.subnets } }),
    ...(stack.permissionsBoundary !== undefined && { PermissionsBoundary: stack.permissionsBoundary }),
    ...(step.ephemeralStorage !== undefined && { EphemeralStorage: { Size: step.ephemeralStorage } }),
    ...(step.reservedConcurrency !== undefined && { ReservedConcurrentExecutions: step.reservedConcurrency }),
  };
}

/** A statement alone is what people write; SAM takes it inside of a policy. */
function asPolicy(policy: TemplateValue): TemplateValue {
  const isStatement = typeof policy === "object" && policy !== null && "Effect" in policy;
  return isStatement ? { Version: "2012-10-17", Statement: [policy] } : policy;
}

function statementsOf(needs: FunctionNeeds, statements: Statements, invokes: Invokes): readonly TemplateObject[] {
  const { name, begins, waits, schedules, readsBlobs, writesBlobs } = needs;
  const claims =
    name === failureFunction
      ? "claims its hop, reads the failure before it, and records how it ended"
      : "claims its hop and records how it ended";
  return [
    begins
      ? statements.journal(`begins executions, ${claims}`, ["PutItem", "UpdateItem", "GetItem"])
      : statements.journal(claims, ["UpdateItem", "GetItem"]),
    ...invokes.statements,
    ...(waits ? [statements.queue(waits, ["SendMessage"], own.delays)] : []),
    ...(schedules ? statements.schedule(schedules) : []),
    ...(readsBlobs ? [statements.blobs(readsBlobs, "Get")] : []),
    ...(writesBlobs ? [statements.blobs(writesBlobs, "Put")] : []),
  ];
}
