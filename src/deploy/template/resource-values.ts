/** What the stack's resources are called: in the environment of its functions, and in its outputs. */
import { ownResources } from "../../model/deployed-names.ts";
import { resourceNames, type StackResources } from "../../model/stack-resources.ts";
import type { FunctionNeeds, PipelineNeeds } from "./function-needs.ts";
import { functionArn, getAtt, ofStack, ref, type TemplateObject } from "./intrinsics.ts";
import { own } from "./own-ids.ts";
import type { Template, TemplateValue } from "./template.ts";
import { defaults, type StackOptions } from "./template-options.ts";

type Name = keyof StackResources;

export type ResourceValues = Readonly<Partial<Record<Name, TemplateValue>>>;

/** What each resource is called, as the environment and the outputs say it. */
export function resourceValues({ delayed, scheduled }: PipelineNeeds, stack: StackOptions): ResourceValues {
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

export function resourcesOf({ waits, schedules }: Pick<FunctionNeeds, "waits" | "schedules">): readonly Name[] {
  return [
    "functions",
    "journal",
    "blobs",
    "retentionDays",
    ...(waits ? (["delays"] as const) : []),
    ...(schedules ? (["schedules", "schedulerRole", "deadLetters"] as const) : []),
  ];
}

export function environmentOf(values: ResourceValues, names: readonly Name[]): TemplateObject {
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

export function outputsOf(values: ResourceValues, resources: Template["Resources"]): NonNullable<Template["Outputs"]> {
  const outputs: Record<string, { Description: string; Value: TemplateValue }> = {
    StartFunction: { Description: "The function to invoke with an input", Value: ref("Start") },
  };
  for (const name of Object.keys(resourceNames) as Name[]) {
    const value = values[name];
    if (value !== undefined) outputs[resourceNames[name].output] = { Description: outputDescriptions[name], Value: value };
  }
  if (resources.Start?.Properties?.FunctionUrlConfig !== undefined) {
    outputs.Url = { Description: "Where a POST with the input as JSON starts an execution", Value: getAtt("StartUrl", "FunctionUrl") };
  }
  return outputs;
}
