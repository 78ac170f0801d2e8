/** What to paste to start an execution on a local AWS, and to look at it. */
import type { Paint } from "../../diagnostics/paint.ts";
import type { Graph } from "../../model/graph.ts";
import { invokeCommand } from "../invoke-command.ts";
import { quote } from "../quote.ts";
import { exampleOf } from "../run/examine-input.ts";
import { howToTrigger } from "./how-to-trigger.ts";

/** A command, and what it does. */
export type Call = readonly [title: string, command: string];

export interface CallScene {
  readonly graph: Graph;
  readonly stackName: string;
  readonly aws: { readonly endpoint: string; readonly region: string; readonly account: string };
  /** With these variables, every SDK and the CLI find the local AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** What `Ref` gives of each resource, by logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  readonly paint: Paint;
}

/** What starts an execution: the AWS CLI, and each trigger that something can be sent to. */
export function callsOf({ graph, stackName, aws, physicalIds }: CallScene): readonly Call[] {
  const input = JSON.stringify(exampleInput(graph));
  const functionName = functionOfEntry(stackName);
  const url = `${aws.endpoint}/function-url/${functionName}/`;
  return [
    ["Start an execution, with the AWS CLI:", invokeCommand({ functionName, input })],
    ...howToTrigger({ ...aws, on: triggersOf(graph), url, input, physicalIds }),
  ];
}

/** Calls as they are printed, an empty line before each. */
export function showCalls(calls: readonly Call[], paint: Paint): string {
  return calls.map(([title, command]) => `\n${paint("bold", title)}\n  ${command}\n`).join("");
}

export function howToCall(scene: CallScene): string {
  const { graph, stackName, environment, paint } = scene;
  const input = JSON.stringify(exampleInput(graph));
  const exports = Object.entries(environment)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(" ");
  const [start, ...triggers] = callsOf(scene);
  return `${paint("bold", "In a shell, once:")}
  export ${exports}
${showCalls(start ? [start] : [], paint)}
${paint("bold", "with the AWS SDK:")}
  import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
  await new LambdaClient().send(new InvokeCommand({ FunctionName: ${JSON.stringify(functionOfEntry(stackName))}, Payload: ${JSON.stringify(input)} }));

${paint("bold", "or with orchwits, and look at it:")}
  orchwits start --stack ${quote(stackName)} --input ${quote(input)}
  orchwits runs --stack ${quote(stackName)}
${showCalls(triggers, paint)}`;
}

function functionOfEntry(stackName: string): string {
  return `${stackName}-start`;
}

/** With what is optional, too: it is easier to leave out than to find out. */
function exampleInput(graph: Graph): Record<string, unknown> {
  const start = graph.steps.find(({ name }) => name === "start");
  const reads = Object.entries(start?.reads ?? {});
  return Object.fromEntries(reads.map(([key, { type }]) => [key, exampleOf(graph.types[type]?.schema ?? {})]));
}

function triggersOf(graph: Graph): readonly Readonly<Record<string, unknown>>[] {
  const { on = [] } = (graph.steps.find(({ name }) => name === "start")?.options ?? {}) as {
    readonly on?: readonly Record<string, unknown>[];
  };
  return on;
}
