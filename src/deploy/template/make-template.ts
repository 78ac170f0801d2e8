/** From a graph to the template of its stack: every function, what each may do, and what they share. */
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { ownFunctions } from "../../model/deployed-names.ts";
import type { Graph } from "../../model/graph.ts";
import { logicalIdOf } from "../../model/logical-id.ts";
import { makeAlarms } from "./alarms.ts";
import { CommentBook, type Comments } from "./comments.ts";
import { examineOptions } from "./examine-options.ts";
import { findCircle } from "./find-circle.ts";
import { findHomonyms } from "./find-homonyms.ts";
import { needsOf, type PipelineNeeds } from "./function-needs.ts";
import { ref } from "./intrinsics.ts";
import { checkLimits } from "./limits.ts";
import { makeRecovery, makeRelay } from "./own-functions.ts";
import { own } from "./own-ids.ts";
import { completeParameters } from "./parameters.ts";
import { makeDeadLetters, makeDelays } from "./queues.ts";
import { environmentOf, outputsOf, type ResourceValues, resourcesOf, resourceValues } from "./resource-values.ts";
import { makeSchedules } from "./schedules.ts";
import { Statements } from "./statements.ts";
import { makeStepFunction } from "./step-function.ts";
import { makeBlobBucket, makeJournal } from "./storage.ts";
import type { CodeLocation, Template, TemplateResource } from "./template.ts";
import { defaults, optionsOfStack, optionsOfStep, type StackOptions } from "./template-options.ts";
import { makeTriggers } from "./triggers.ts";
import { addUserParts, prepareForTriggers } from "./user-parts.ts";

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
  /** What `toYaml` says to reviewers. */
  readonly comments: Comments;
}

type Named = readonly [id: string, TemplateResource];

/**
 * Makes the template of a pipeline. Where there are errors among the diagnostics, the template is not to be deployed.
 *
 * @example const { template, comments } = makeTemplate(graph, { code: (name) => `build/${name}` });
 */
export function makeTemplate(graph: Graph, { code, stackName }: MakeTemplateOptions): MadeTemplate {
  const stack = optionsOfStack(graph);
  const diagnostics = [...examineOptions(graph, stackName)];
  const needs = needsOf(graph);
  const values = resourceValues(needs, stack);
  const book = new CommentBook();
  const making = { graph, stack, needs, values, book, code, statements: new Statements(book, stack.bucket ?? ref(own.blobs)) };

  const made = [...makeFunctions(making), ...makeShared(making)];
  diagnostics.push(...findHomonyms(graph, made));
  const ours = Object.fromEntries(made);
  const { resources: all, outputs, faults } = addUserParts(ours, outputsOf(values, ours), stack);
  const { resources, faults: unready } = prepareForTriggers(all, triggersOf(graph), timeoutOfEntry(ours));
  diagnostics.push(...[...faults, ...unready].map(({ message, fix }) => optionFault(graph, message, fix)));
  const parameters = completeParameters({ Resources: resources, Outputs: outputs }, stack.parameters ?? {});
  diagnostics.push(...parameters.diagnostics.map((one) => ({ ...one, at: graph.at })));

  const template: Template = book.note(headOf(graph), {
    AWSTemplateFormatVersion: "2010-09-09",
    Transform: "AWS::Serverless-2016-10-31",
    Description: stack.description ?? `${graph.pipeline}, a pipeline of Orchwits`,
    ...(Object.keys(parameters.parameters).length > 0 && { Parameters: parameters.parameters }),
    Resources: resources,
    Outputs: outputs,
  } as const);
  diagnostics.push(...[...checkLimits(template, stackName ?? stack.name)].map((one) => ({ ...one, at: graph.at })));
  const circle = findCircle(template);
  if (circle) {
    const round = [...circle, circle[0]].join(" → ");
    diagnostics.push(
      optionFault(
        graph,
        `resources refer to each other in a circle, which CloudFormation can't create: ${round}`,
        "Remove one of these references.",
      ),
    );
  }
  return { template, diagnostics, comments: book.comments };
}

interface Making {
  readonly graph: Graph;
  readonly stack: StackOptions;
  readonly needs: PipelineNeeds;
  readonly values: ResourceValues;
  readonly book: CommentBook;
  readonly statements: Statements;
  readonly code: MakeTemplateOptions["code"];
}

function makeFunctions(making: Making): readonly Named[] {
  const { graph, stack, needs, values, book, code, statements } = making;
  const resources: Named[] = [];
  for (const one of needs.functions) {
    const step = one.step ? optionsOfStep(one.step) : {};
    const description = one.step ? (step.description ?? one.step.description) : "runs when an execution has failed";
    const triggers = one.begins ? makeTriggers({ entry: logicalIdOf(one.name), on: step.on ?? [], stack, statements, book }) : undefined;
    const environment = environmentOf(values, resourcesOf(one));
    resources.push(
      ...makeStepFunction({
        needs: one,
        pipeline: graph.pipeline,
        step,
        description,
        stack,
        code: code(one.name),
        environment,
        statements,
        triggers,
      }),
    );
    resources.push(...(triggers?.resources ?? []));
  }
  const everything = Object.keys(values) as (keyof ResourceValues)[];
  const ours = { needs, stack, statements };
  if (needs.delayed.length > 0) {
    const environment = environmentOf(values, resourcesOf({}));
    resources.push(...makeRelay({ ...ours, code: code(ownFunctions.relay), environment }));
  }
  resources.push(...makeRecovery({ ...ours, code: code(ownFunctions.recovery), environment: environmentOf(values, everything) }));
  return resources;
}

function makeShared({ stack, needs, book, statements }: Making): readonly Named[] {
  const { tags = {}, permissionsBoundary, retentionDays = defaults.retentionDays } = stack;
  return [
    makeJournal(book, tags),
    ...(stack.bucket === undefined ? makeBlobBucket(book, retentionDays, tags) : []),
    ...(needs.delayed.length > 0 ? makeDelays(book, tags) : []),
    ...(needs.scheduled.length > 0 ? makeSchedules(book, statements, { targets: needs.scheduled, tags, permissionsBoundary }) : []),
    ...makeDeadLetters(book, tags),
    ...makeAlarms(book, stack.alarmTopic, tags),
  ];
}

function triggersOf({ steps }: Graph) {
  const start = steps.find(({ name }) => name === "start");
  return start ? (optionsOfStep(start).on ?? []) : [];
}

function timeoutOfEntry(resources: { readonly [id: string]: TemplateResource }): number {
  const timeout = resources[logicalIdOf("start")]?.Properties?.Timeout;
  return typeof timeout === "number" ? timeout : defaults.timeoutSeconds;
}

function optionFault({ at }: Graph, message: string, fix: string | undefined): Diagnostic {
  return diagnose("OW402", `In the options of the stack, ${message}.`, { at, ...(fix !== undefined && { fix }) });
}

function headOf({ pipeline, file }: Graph): string {
  return `The stack of ${pipeline}, made from ${file} by 'orchwits template'. Change the source, not this file.`;
}
