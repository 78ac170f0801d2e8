/** Functions of ours beside the steps': the relay, which brings what has waited, and the recovery, which loses nothing. */
import { failureFunction, ownFunctions } from "../../model/deployed-names.ts";
import type { PipelineNeeds } from "./function-needs.ts";
import type { TemplateObject } from "./intrinsics.ts";
import { invokeAll } from "./invoke-all.ts";
import { makeFunction } from "./lambda-function.ts";
import { listSome } from "./list-names.ts";
import { own } from "./own-ids.ts";
import { recoveryTimeoutSeconds, relayTimeoutSeconds, takeFromQueue } from "./queues.ts";
import type { Statements } from "./statements.ts";
import type { CodeLocation, TemplateResource } from "./template.ts";
import { defaults, type StackOptions } from "./template-options.ts";

type Named = readonly [id: string, TemplateResource];

export interface OwnFunctionOptions {
  readonly needs: PipelineNeeds;
  readonly stack: StackOptions;
  readonly code: CodeLocation;
  readonly environment: TemplateObject;
  readonly statements: Statements;
}

export function makeRelay(options: OwnFunctionOptions): readonly Named[] {
  const { needs, statements } = options;
  const invokes = invokeAll(statements, own.relay, needs.delayed, `runs ${listSome(needs.delayed)}`);
  const relay = makeFunction({
    ...settings(options),
    name: ownFunctions.relay,
    description: "Orchwits: runs steps whose delay is over.",
    timeoutSeconds: relayTimeoutSeconds,
    policies: [policyOf([statements.queue("takes what has waited", takeFromQueue, own.delays), ...invokes.statements]), ...invokes.managed],
    // All delays of the stack go through it.
    recurs: true,
    async: false,
  });
  return [...relay, ...invokes.resources];
}

export function makeRecovery(options: OwnFunctionOptions): readonly Named[] {
  const { needs, statements } = options;
  const steps = needs.functions.flatMap(({ name }) => (name === failureFunction ? [] : [name]));
  const handlesFailures = needs.functions.length > steps.length;
  const why = `begins executions, sends on what a crash held back${handlesFailures ? ", calls onFailure" : ""}`;
  const invokes = invokeAll(
    statements,
    own.recovery,
    needs.functions.map(({ name }) => name),
    why,
  );
  const recovery = makeFunction({
    ...settings(options),
    name: ownFunctions.recovery,
    description: "Orchwits: fails executions whose steps died, so that they can be resumed.",
    timeoutSeconds: recoveryTimeoutSeconds,
    policies: [
      policyOf([
        statements.queue(
          "takes dead letters, and leaves those whose step still runs",
          [...takeFromQueue, "ChangeMessageVisibility"],
          own.deadLetters,
        ),
        statements.journal("records what failed, or begins what could not", ["PutItem", "UpdateItem", "GetItem"]),
        ...invokes.statements,
        ...(needs.delayed.length > 0 ? [statements.queue("sends on what was to wait", ["SendMessage"], own.delays)] : []),
        ...(needs.scheduled.length > 0 ? statements.schedule("sends on what was to wait for longer") : []),
        statements.blobs("begins executions, whose input may be large", "Put"),
      ]),
      ...invokes.managed,
    ],
    // A chain of many steps may come here for each of them.
    recurs: true,
    async: false,
  });
  return [...recovery, ...invokes.resources];
}

function policyOf(statements: readonly TemplateObject[]) {
  return { Version: "2012-10-17", Statement: statements };
}

function settings({ stack, code, environment }: OwnFunctionOptions) {
  const { runtime, architecture, logRetentionDays } = defaults;
  const boundary = stack.permissionsBoundary;
  return {
    code,
    environment,
    runtime,
    architecture,
    memory: 256,
    logRetentionDays: stack.logRetentionDays ?? logRetentionDays,
    tags: stack.tags,
    more: boundary === undefined ? {} : { PermissionsBoundary: boundary },
  };
}
