/** Makes the input whole before anything runs: asks for what is missing on a terminal, refuses it elsewhere. */
import type { Graph, Step } from "../../model/graph.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { quote } from "../quote.ts";
import { nameOfTarget, type Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";
import { examineInput, exampleOf, type NeededKey } from "./examine-input.ts";
import type { RunCommandOptions } from "./run-options.ts";

/**
 * The input with all that the first step needs.
 *
 * @throws {UsageError} when a value does not fit, when something is missing and nobody can be asked, or when there is no such step
 */
export async function completeInput(
  graph: Graph,
  given: Readonly<Record<string, unknown>>,
  target: Target,
  { from, input: option }: RunCommandOptions,
): Promise<Record<string, unknown>> {
  const step = stepNamed(graph, from ?? "start");
  const { missing, misfits, unread } = examineInput(graph, step, given);
  for (const sentence of unread) process.stderr.write(`warning: ${sentence}\n`);
  if (misfits.length > 0)
    throw new UsageError(`The input does not fit what '${step.name}' reads.\n${misfits.map((one) => `  ${one}`).join("\n")}`);
  if (missing.length === 0) return { ...given };
  if (process.stdin.isTTY && process.stderr.isTTY && option !== "-") {
    const { ask } = await import("./ask.ts");
    return { ...given, ...(await ask(missing, step.name)) };
  }
  throw new UsageError(lacking(step, missing, given, target, from));
}

function stepNamed(graph: Graph, name: string): Step {
  const step = graph.steps.find((one) => one.name === name);
  if (step) return step;
  const names = graph.steps.map((one) => one.name);
  const meant = nearestName(name, names);
  throw new UsageError(`${graph.pipeline} has no step '${name}'. ${meant ? `Did you mean '${meant}'?` : `It has: ${names.join(", ")}.`}`);
}

function lacking(
  step: Step,
  missing: readonly NeededKey[],
  given: Readonly<Record<string, unknown>>,
  target: Target,
  from?: string,
): string {
  const list = missing.map(({ key, text }) => `  ${key}: ${text}`).join("\n");
  const example = { ...given, ...Object.fromEntries(missing.map(({ key, schema }) => [key, exampleOf(schema)])) };
  const words = ["orchwits", "run", nameOfTarget(target), ...(from === undefined ? [] : ["--from", from]), "--input"].map(quote);
  return `'${step.name}' needs what the input does not have:\n${list}\nGive it, for example: ${words.join(" ")} ${quote(JSON.stringify(example))}`;
}
