/** Opens the homes of a stack's functions, from what the template put into their environment. */
import { inlineValuesWith } from "../engine/inline-values.ts";
import { textBeyond } from "../engine/text-beyond.ts";
import { writeMessage } from "../engine/write-message.ts";
import { AwsClient } from "./aws/aws-client.ts";
import { DynamoDbHopJournal } from "./dynamodb-hop-journal.ts";
import type { EntryHome, FailureHome, FunctionHome, StepHome } from "./function-home.ts";
import { blobsOf, type HomeParts, type HomeTools, largeValues, originalInput, workerJournalOf } from "./home-parts.ts";
import { type Carry, LambdaDispatcher } from "./lambda-dispatcher.ts";
import { loadFaults as faults } from "./load-faults.ts";
import { regionOf, resourcesFromEnvironment } from "./resources-from-environment.ts";
import { systemClock } from "./system-clock.ts";
import { writeLine } from "./write-line.ts";

/**
 * @param parts what the function's step needs beyond running
 * @throws {ResourcesMissing} when the environment lacks what every function of a stack needs
 */
export async function openHome(parts: HomeParts = {}): Promise<StepHome> {
  const tools = await openTools();
  const values = parts.largeValues?.(tools) ?? inlineValuesWith(faults);
  return { ...homeOf(tools, parts), faults, beyondLimit, values, readInput: parts.originalInput?.(tools) ?? noInput };
}

export async function openEntryHome(parts: HomeParts): Promise<EntryHome> {
  const tools = await openTools();
  const journal = workerJournalOf(tools);
  const blobs = blobsOf(tools);
  return { ...homeOf(tools, parts), journal, blobs, faults, beyondLimit, values: largeValues(tools), readInput: originalInput(tools) };
}

/** The relay only invokes. */
export async function openRelayHome(): Promise<FunctionHome> {
  return homeOf(await openTools(), {});
}

export async function openFailureHome(): Promise<FailureHome> {
  const tools = await openTools();
  return { ...homeOf(tools, {}), blobs: blobsOf(tools) };
}

async function openTools(): Promise<HomeTools> {
  const resources = await resourcesFromEnvironment();
  return { resources, client: new AwsClient({ region: regionOf(resources.functions) }), clock: systemClock };
}

/** Each message is written in any case. */
const beyondLimit: StepHome["beyondLimit"] = (message, limit) => textBeyond(writeMessage(message), limit);

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
  throw (await faults()).makeNoInput();
}

/** `arn:aws:lambda:eu-west-1:1234:function:cafe-` begins the functions of the stack `cafe`. */
function stackOf(functions: string): string {
  return functions.slice(functions.lastIndexOf(":") + 1, -1);
}
