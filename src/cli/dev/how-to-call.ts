/** What to paste to start an execution on a local AWS, and to look at it. */
import type { Paint } from "../../diagnostics/paint.ts";
import type { Graph } from "../../model/graph.ts";
import { quote } from "../quote.ts";
import { exampleOf } from "../run/examine-input.ts";

export interface CallScene {
  readonly graph: Graph;
  readonly stackName: string;
  readonly endpoint: string;
  /** With these variables, every SDK and the CLI find the local AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly paint: Paint;
}

export function howToCall({ graph, stackName, endpoint, environment, paint }: CallScene): string {
  const input = JSON.stringify(exampleInput(graph));
  const exports = Object.entries(environment)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(" ");
  const start = `${stackName}-start`;
  return `${paint("bold", "In a shell, once:")}
  export ${exports}

${paint("bold", "Start an execution, with the AWS CLI:")}
  echo ${quote(input)} | aws lambda invoke --function-name ${quote(start)} --payload fileb:///dev/stdin /dev/stdout

${paint("bold", "with the AWS SDK:")}
  import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
  await new LambdaClient().send(new InvokeCommand({ FunctionName: ${JSON.stringify(start)}, Payload: ${JSON.stringify(input)} }));

${paint("bold", "or with orchwits, and look at it:")}
  orchwits start --stack ${quote(stackName)} --input ${quote(input)}
  orchwits runs --stack ${quote(stackName)}
${urlOf(graph) ? `\n${paint("bold", "Over HTTP:")} ${endpoint}/function-url/${start}/\n` : ""}`;
}

/** With what is optional, too: it is easier to leave out than to find out. */
function exampleInput(graph: Graph): Record<string, unknown> {
  const start = graph.steps.find(({ name }) => name === "start");
  const reads = Object.entries(start?.reads ?? {});
  return Object.fromEntries(reads.map(([key, { type }]) => [key, exampleOf(graph.types[type]?.schema ?? {})]));
}

function urlOf(graph: Graph): boolean {
  const { on } = (graph.steps.find(({ name }) => name === "start")?.options ?? {}) as { readonly on?: readonly object[] };
  return on?.some((trigger) => "http" in trigger) ?? false;
}
