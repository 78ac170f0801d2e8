/** The ports of a stack: all that its functions, and whoever operates it, need of AWS. */
import { OrchwitsError } from "../engine/errors.ts";
import type { Ports } from "../engine/worker-options.ts";
import { readResources, resourceNames, type StackResources } from "../model/stack-resources.ts";
import { AwsClient, type AwsOptions } from "./aws/aws-client.ts";
import { DynamoDbJournal } from "./dynamodb-journal.ts";
import { LambdaDispatcher } from "./lambda-dispatcher.ts";
import { S3Blobs } from "./s3-blobs.ts";
import { systemClock } from "./system-clock.ts";

/** What should name a stack's resources doesn't. */
export class ResourcesMissing extends OrchwitsError {
  override readonly name = "ResourcesMissing";
  readonly origin = "system";
}

export interface PortsOptions extends Partial<AwsOptions> {
  readonly resources: StackResources;
}

/** Opens nothing yet: connections are made when they are needed, and kept. */
export function openPorts({ resources, clock = systemClock, region, ...options }: PortsOptions): Ports {
  const client = new AwsClient({ ...options, clock, region: region ?? regionOf(resources.functions) });
  return {
    journal: new DynamoDbJournal(client, { table: resources.journal, retentionDays: resources.retentionDays }),
    blobs: new S3Blobs(client, resources.blobs),
    dispatcher: new LambdaDispatcher(client, resources, clock),
    clock,
  };
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
    `This function doesn't know its stack: ${names} ${missing.length > 1 ? "are" : "is"} not set as it should be. The template that ` +
      "'orchwits template' makes sets it; deploy that, and leave these variables as they are.",
  );
}

/** The region in an ARN, such as `arn:aws:lambda:eu-west-1:123456789012:function:cafe-`. */
function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}
