/** Opens the homes of a stack's functions, from what the template put into their environment. */

import { OrchwitsError } from "../engine/errors.ts";
import { inlineValues } from "../engine/inline-values.ts";
import { briefWords } from "../engine/outcome-words.ts";
import { AwsClient } from "./aws/aws-client.ts";
import { DynamoDbHopJournal } from "./dynamodb-hop-journal.ts";
import type { EntryHome, FailureHome, FunctionHome, StepHome } from "./function-home.ts";
import { blobsOf, type HomeParts, type HomeTools, largeValues, originalInput, workerJournalOf } from "./home-parts.ts";
import { type Carry, LambdaDispatcher } from "./lambda-dispatcher.ts";
import { regionOf, resourcesFromEnvironment } from "./resources-from-environment.ts";
import { systemClock } from "./system-clock.ts";

/** A step asked for what its function was not built with. */
export class NotBuiltIn extends OrchwitsError {
  override readonly name = "NotBuiltIn";
  readonly origin = "pipeline";
}

/**
 * @param parts what the function's step needs beyond running
 * @throws {ResourcesMissing} when the environment lacks what every function of a stack needs
 */
export function openHome(parts: HomeParts = {}): StepHome {
  const tools = openTools();
  return {
    ...homeOf(tools, parts),
    values: parts.largeValues?.(tools) ?? inlineValues,
    words: briefWords,
    readInput: parts.originalInput?.(tools) ?? noInput,
  };
}

export function openEntryHome(parts: HomeParts): EntryHome {
  const tools = openTools();
  return {
    ...homeOf(tools, parts),
    journal: workerJournalOf(tools),
    blobs: blobsOf(tools),
    values: largeValues(tools),
    words: briefWords,
    readInput: originalInput(tools),
  };
}

/** The relay only invokes. */
export function openRelayHome(): FunctionHome {
  return homeOf(openTools(), {});
}

export function openFailureHome(): FailureHome {
  const tools = openTools();
  return { ...homeOf(tools, {}), blobs: blobsOf(tools) };
}

function openTools(): HomeTools {
  const resources = resourcesFromEnvironment();
  return { resources, client: new AwsClient({ region: regionOf(resources.functions) }), clock: systemClock };
}

function homeOf(tools: HomeTools, { delayQueue, schedules }: HomeParts): FunctionHome {
  const { client, clock, resources } = tools;
  const { functions, journal, retentionDays } = resources;
  const carriers = [delayQueue, schedules].flatMap((open): Carry[] => (open ? [open(tools)] : []));
  return {
    journal: new DynamoDbHopJournal(client, { table: journal, retentionDays }),
    dispatcher: new LambdaDispatcher(client, functions, carriers),
    clock,
    stack: stackOf(functions),
    writeLine,
  };
}

export async function noInput(): Promise<never> {
  throw new NotBuiltIn(
    "The step asks for the pipeline's input, but by its source it does not, and its function can't read it. Call context.input() in the step itself, and deploy.",
  );
}

/** `arn:aws:lambda:eu-west-1:1234:function:cafe-` begins the functions of the stack `cafe`. */
function stackOf(functions: string): string {
  return functions.slice(functions.lastIndexOf(":") + 1, -1);
}

// Not `console`, whose lines Lambda may give a prefix, nor `process.stdout`, which takes a while to be made. The module is loaded already,
// but importing it would give each of its names an export.
function writeLine(line: string): void {
  process.getBuiltinModule("node:fs").writeSync(1, `${line}\n`);
}
