/** From a graph to the template of its stack: every function, what each may do, and what they share. */

import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { ownFunctions, ownResources } from "../../model/deployed-names.ts";
import type { Graph } from "../../model/graph.ts";
import { resourceNames, type StackResources } from "../../model/stack-resources.ts";
import { makeAlarms } from "./alarms.ts";
import { CommentBook, type Comments } from "./comments.ts";
import { type FunctionNeeds, needsOf, type PipelineNeeds } from "./function-needs.ts";
import { functionArn, getAtt, ofStack, ref, type TemplateObject } from "./intrinsics.ts";
import { makeRecovery, makeRelay } from "./own-functions.ts";
import { own } from "./own-ids.ts";
import { makeDeadLetters, makeDelays } from "./queues.ts";
import { makeSchedules } from "./schedules.ts";
import { Statements } from "./statements.ts";
import { makeStepFunction } from "./step-function.ts";
import { makeBlobBucket, makeJournal } from "./storage.ts";
import type { CodeLocation, Template, TemplateResource, TemplateValue } from "./template.ts";
import { defaults, optionsOfStack, optionsOfStep, type StackOptions } from "./template-options.ts";

export interface MakeTemplateOptions {
  /** Where the code of a function lies, by the function's name without the stack's prefix. */
  readonly code: (functionName: string) => CodeLocation;
  /** The name that the stack will have, as far as it is known: what its functions are called is checked with it. */
  readonly stackName?: string | undefined;
}

export interface MadeTemplate {
  readonly template: Template;
  /** What would keep it from being deployed. */
  readonly diagnostics: readonly Diagnostic[];
  /** What {@link toYaml} says to reviewers. */
  readonly comments: Comments;
}

/**
 * Makes the template of a pipeline. Where there are errors among the diagnostics, the template is not to be deployed.
 *
 * @example const { template, comments } = makeTemplate(graph, { code: (name) => `build/${name}` });
 */
export function makeTemplate(graph: Graph, { code }: MakeTemplateOptions): MadeTemplate {
  const stack = optionsOfStack(graph);
  const needs = needsOf(graph);
  const book = new CommentBook();
  const bucket = stack.bucket ?? ref(own.blobs);
  const statements = new Statements(book, bucket);
  const values = resourceValues(needs, stack);
  const resources: Record<string, TemplateResource> = {};
  const add = (entries: readonly (readonly [string, TemplateResource])[]) => {
    for (const [id, resource] of entries) resources[id] = resource;
  };

  for (const one of needs.functions) {
    add(
      makeStepFunction({
        needs: one,
        pipeline: graph.pipeline,
        step: one.step ? optionsOfStep(one.step) : {},
        description: one.step ? (optionsOfStep(one.step).description ?? one.step.description) : "runs when an execution has failed",
        stack,
        code: code(one.name),
        environment: environmentOf(values, resourcesOf(one)),
        statements,
        extraStatements: [],
      }),
    );
  }
  const ours = { needs, stack, statements };
  const tags = stack.tags ?? {};
  if (needs.delayed.length > 0) {
    const environment = environmentOf(values, ["functions"]);
    add(makeRelay({ ...ours, code: code(ownFunctions.relay), environment }));
  }
  add(makeRecovery({ ...ours, code: code(ownFunctions.recovery), environment: environmentOf(values, Object.keys(values) as Name[]) }));
  add([makeJournal(book, tags)]);
  if (stack.bucket === undefined) add(makeBlobBucket(book, stack.retentionDays ?? defaults.retentionDays, tags));
  if (needs.delayed.length > 0) add(makeDelays(book, tags));
  if (needs.scheduled.length > 0) {
    add(makeSchedules(book, statements, { targets: needs.scheduled, tags, permissionsBoundary: stack.permissionsBoundary }));
  }
  add(makeDeadLetters(book, tags));
  add(makeAlarms(book, stack.alarmTopic, tags));

  const template: Template = book.note(headOf(graph), {
    AWSTemplateFormatVersion: "2010-09-09",
    Transform: "AWS::Serverless-2016-10-31",
    Description: stack.description ?? `${graph.pipeline}, a pipeline of Orchwits`,
    Resources: resources,
    Outputs: outputsOf(values),
  } as const);
  return { template, diagnostics: [], comments: book.comments };
}

type Name = keyof StackResources;

/** What each resource is called, as the environment and the outputs say it. */
function resourceValues({ delayed, scheduled }: PipelineNeeds, stack: StackOptions): Readonly<Partial<Record<Name, TemplateValue>>> {
  return {
    functions: functionArn(""),
    journal: ref(own.journal),
    blobs: stack.bucket ?? ref(own.blobs),
    ...(delayed.length > 0 && { delays: ref(own.delays) }),
    ...(scheduled.length > 0 && { schedules: ofStack(ownResources.schedules), schedulerRole: getAtt(own.schedulerRole, "Arn") }),
    deadLetters: getAtt(own.deadLetters, "Arn"),
    retentionDays: String(stack.retentionDays ?? defaults.retentionDays),
  };
}

function resourcesOf({ waits, schedules }: FunctionNeeds): readonly Name[] {
  return [
    "functions",
    "journal",
    "blobs",
    "retentionDays",
    ...(waits ? (["delays"] as const) : []),
    ...(schedules ? (["schedules", "schedulerRole", "deadLetters"] as const) : []),
  ];
}

function environmentOf(values: Readonly<Partial<Record<Name, TemplateValue>>>, names: readonly Name[]): TemplateObject {
  const variables: Record<string, TemplateValue> = {};
  for (const name of names) {
    const value = values[name];
    if (value !== undefined) variables[resourceNames[name].variable] = value;
  }
  return variables;
}

const outputDescriptions: Readonly<Record<Name, string>> = {
  functions: "What the ARNs of the functions begin with",
  journal: "The table of executions and hops",
  blobs: "The bucket of large values",
  delays: "The queue of what runs later",
  schedules: "The group of schedules of what runs much later",
  schedulerRole: "The role of those schedules",
  deadLetters: "The queue of what outlived its retries",
  retentionDays: "How many days the journal keeps what has ended",
};

function outputsOf(values: Readonly<Partial<Record<Name, TemplateValue>>>): NonNullable<Template["Outputs"]> {
  const outputs: Record<string, { Description: string; Value: TemplateValue }> = {
    StartFunction: { Description: "The function to invoke with an input", Value: ref("Start") },
  };
  for (const name of Object.keys(resourceNames) as Name[]) {
    const value = values[name];
    if (value !== undefined) outputs[resourceNames[name].output] = { Description: outputDescriptions[name], Value: value };
  }
  return outputs;
}

function headOf({ pipeline, file }: Graph): string {
  return `The stack of ${pipeline}, made from ${file} by 'orchwits template'. Change the source, not this file.`;
}
