/** The parts of a function's home that only some functions need: which ones, the graph says, and the build imports no others. */
import { type Abilities, inputsIn, valuesIn } from "../engine/abilities.ts";
import type { Clock } from "../engine/clock.ts";
import type { StackResources } from "../model/stack-resources.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { DynamoDbWorkerJournal } from "./dynamodb-worker-journal.ts";
import type { Carry } from "./lambda-dispatcher.ts";
import { S3WorkerBlobs } from "./s3-worker-blobs.ts";

/** What parts are made of. */
export interface HomeTools {
  readonly client: AwsClient;
  readonly resources: StackResources;
  readonly clock: Clock;
}

/** Absent is what a function has no use for, and no permission. */
export interface HomeParts {
  /** For state or results that may be large. */
  readonly largeValues?: ((tools: HomeTools) => Abilities["values"]) | undefined;
  /** For steps that ask for the pipeline's input. */
  readonly originalInput?: ((tools: HomeTools) => Abilities["readInput"]) | undefined;
  /** For what runs later, within 15 minutes. */
  readonly delayQueue?: ((tools: HomeTools) => Carry) | undefined;
  /** For what runs later than that. */
  readonly schedules?: ((tools: HomeTools) => Carry) | undefined;
}

export function largeValues(tools: HomeTools): Abilities["values"] {
  return valuesIn({ blobs: blobsOf(tools) });
}

export function originalInput(tools: HomeTools): Abilities["readInput"] {
  return inputsIn({ journal: workerJournalOf(tools), blobs: blobsOf(tools) });
}

export function blobsOf({ client, resources: { blobs } }: HomeTools): S3WorkerBlobs {
  return new S3WorkerBlobs(client, blobs);
}

export function workerJournalOf({ client, resources: { journal, retentionDays } }: HomeTools): DynamoDbWorkerJournal {
  return new DynamoDbWorkerJournal(client, { table: journal, retentionDays });
}
