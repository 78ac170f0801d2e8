/** Calls in the JSON protocol of DynamoDB and SQS: one path, and the operation in a header. */
import type { AwsClient } from "./aws-client.ts";

const protocols = {
  dynamodb: { prefix: "DynamoDB_20120810", contentType: "application/x-amz-json-1.0" },
  sqs: { prefix: "AmazonSQS", contentType: "application/x-amz-json-1.0" },
} as const;

/** @throws {AwsError} when the service refuses, or can't be reached */
export function callJson<R>(client: AwsClient, service: keyof typeof protocols, operation: string, input: object): Promise<R> {
  const { prefix, contentType } = protocols[service];
  const headers = { "content-type": contentType, "x-amz-target": `${prefix}.${operation}` };
  const request = { service, operation, method: "POST", path: "/", headers, body: JSON.stringify(input) } as const;
  return client.send(request, ({ body }) => (body.length > 0 ? JSON.parse(body.toString()) : {}) as R);
}
