/** The ports of a stack: all that its functions, and whoever operates it, need of AWS. */
import { OrchwitsError } from "../engine/errors.ts";
import type { Ports, WorkerPorts } from "../engine/worker-options.ts";
import { readResources, resourceNames, type StackResources } from "../model/stack-resources.ts";
import { AwsClient, type AwsOptions } from "./aws/aws-client.ts";
import { DynamoDbJournal } from "./dynamodb-journal.ts";
import { type DynamoDbJournalOptions, DynamoDbWorkerJournal } from "./dynamodb-worker-journal.ts";
import { LambdaDispatcher } from "./lambda-dispatcher.ts";
import { S3Blobs } from "./s3-blobs.ts";
import { S3WorkerBlobs } from "./s3-worker-blobs.ts";
import { systemClock } from "./system-clock.ts";

/** What should name a stack's resources doesn't. */
export class ResourcesMissing extends OrchwitsError {
  override readonly name = "ResourcesMissing";
  readonly origin = "system";
}

export interface PortsOptions extends Partial<AwsOptions> {
  readonly resources: StackResources;
}

/** The ports of whoever operates a stack. Opens nothing yet: connections are made when they are needed, and kept. */
export function openPorts(options: PortsOptions): Ports {
  const [client, journal] = [makeClient(options), journalOf(options)];
  const { blobs } = options.resources;
  return { ...openWorkerPorts(options, client), journal: new DynamoDbJournal(client, journal), blobs: new S3Blobs(client, blobs) };
}

/** The ports of a stack's functions. */
export function openWorkerPorts(options: PortsOptions, client = makeClient(options)): WorkerPorts {
  const { resources, clock = systemClock } = options;
  return {
    journal: new DynamoDbWorkerJournal(client, journalOf(options)),
    blobs: new S3WorkerBlobs(client, resources.blobs),
    dispatcher: new LambdaDispatcher(client, resources, clock),
    clock,
  };
}

function makeClient({ resources, region, ...options }: PortsOptions): AwsClient {
  return new AwsClient({ ...options, region: region ?? regionOf(resources.functions) });
}

function journalOf({ resources: { journal, retentionDays } }: PortsOptions): DynamoDbJournalOptions {
  return { table: journal, retentionDays };
}

/**
 * The resources of the stack that a function belongs to.
 *
 * @throws {ResourcesMissing} when its environment lacks what every stack has
 */
export function resourcesFromEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): StackResources {
  const { resources, missing } = readResources(({ variable }) => environment[variable]);
  if (missing.length === 0 && (resources.retentionDays as number) > 0) return resources as StackResources;
  const names = (missing.length > 0 ? missing : (["retentionDays"] as const)).map((key) => resourceNames[key].variable).join(", ");
  throw new ResourcesMissing(
    `This function doesn't know its stack: ${names} ${missing.length > 1 ? "are not set as they" : "is not set as it"} should be. The template that ` +
      "'orchwits template' makes sets it; deploy that, and leave these variables as they are.",
  );
}

/** The region in an ARN, such as `arn:aws:lambda:eu-west-1:123456789012:function:cafe-`. */
function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}
