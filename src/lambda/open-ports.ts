/** The ports of a stack, for whoever operates it. Opening them opens nothing yet: connections are made when they are needed, and kept. */
import type { Ports } from "../engine/worker-options.ts";
import type { StackResources } from "../model/stack-resources.ts";
import { AwsClient, type AwsOptions } from "./aws/aws-client.ts";
import { delayQueue } from "./delay-queue.ts";
import { DynamoDbJournal } from "./dynamodb-journal.ts";
import { LambdaDispatcher } from "./lambda-dispatcher.ts";
import { regionOf } from "./resources-from-environment.ts";
import { S3Blobs } from "./s3-blobs.ts";
import { schedules } from "./schedules.ts";
import { systemClock } from "./system-clock.ts";

export interface PortsOptions extends Partial<AwsOptions> {
  readonly resources: StackResources;
}

export function openPorts({ resources, clock = systemClock, region, ...options }: PortsOptions): Ports {
  const { functions, journal, blobs, retentionDays } = resources;
  const client = new AwsClient({ ...options, clock, region: region ?? regionOf(functions) });
  const tools = { client, resources, clock };
  return {
    journal: new DynamoDbJournal(client, { table: journal, retentionDays }),
    blobs: new S3Blobs(client, blobs),
    dispatcher: new LambdaDispatcher(client, functions, [delayQueue(tools), schedules(tools)]),
    clock,
  };
}
