/** One step of a class, read. */
import type { Step, Unread } from "../../model/graph.ts";
import { stepCallOf } from "./class-members.ts";
import { textOf } from "./condition.ts";
import type { FoundStep, StepReading } from "./found-step.ts";
import { literalValueOf } from "./literal-value.ts";
import { mayReadInput } from "./reads-input.ts";
import { descriptionOf } from "./step-description.ts";
import { readStepOutcomes } from "./step-outcomes.ts";
import { readSimpleReads, readStepReads } from "./step-reads.ts";
import { readDoings } from "./step-touches.ts";

export function readStep(step: FoundStep, reading: StepReading): Step {
  const { checker, placeOf, members, following } = reading;
  const { reads, readsAll, unread } = step.simpleReads
    ? readSimpleReads(step.method, step.simpleReads, reading)
    : readStepReads(step.method, step.signature, reading);
  const { touches, laterMoves } = readDoings(step, { checker, following, fields: members.fields, placeOf });
  const retryDelays = reading.retryDelaysOf(step.method);
  const options = readOptions(step, reading);
  const description = descriptionOf(step.method);
  return {
    name: step.name,
    at: placeOf(step.method.name),
    ...(step.inheritedFrom ? { inheritedFrom: step.inheritedFrom } : {}),
    ...(description ? { description } : {}),
    reads,
    readsAll,
    ...(mayReadInput(step.method) ? { readsInput: true as const } : {}),
    ...readStepOutcomes(step, { ...reading, laterMoves }),
    retries: retryDelays !== undefined || "retry" in options.value,
    ...(retryDelays ? { retryDelays } : {}),
    options: options.value,
    touches,
    unread: [...unread, ...options.unread],
  };
}

function readOptions(
  { name, decorator }: FoundStep,
  { following, placeOf }: StepReading,
): { value: Record<string, unknown>; unread: Unread[] } {
  const argument = stepCallOf(decorator.expression, following.vocabulary)?.arguments[0];
  if (!argument) return { value: {}, unread: [] };
  const read = literalValueOf(argument, following.vocabulary);
  if (!("notLiteral" in read)) return { value: read.value as Record<string, unknown>, unread: [] };
  const reason = `the options of step '${name}' hold \`${textOf(read.notLiteral)}\`, which only a run could tell`;
  return {
    value: {},
    unread: [{ reason, fix: "Write a literal, or a constant of this project that holds one.", at: placeOf(read.notLiteral) }],
  };
}
