/** Calls in the JSON protocol of DynamoDB and SQS: one path, and the operation in a header. */
import type { AwsClient } from "./aws-client.ts";

const prefixes = { dynamodb: "DynamoDB_20120810", sqs: "AmazonSQS" };

/** @throws {AwsError} when the service refuses, or can't be reached */
export function callJson<R>(client: AwsClient, service: keyof typeof prefixes, operation: string, input: object): Promise<R> {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `${prefixes[service]}.${operation}` };
  const request = { service, operation, method: "POST", path: "/", headers, body: JSON.stringify(input) } as const;
  return client.send(request, ({ body }) => (body.length > 0 ? JSON.parse(body.toString()) : {}) as R);
}
