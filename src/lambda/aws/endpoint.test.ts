/** Where requests go to: by region, bucket, and the environment. */
import { expect, test } from "vitest";
import { AwsClient } from "./aws-client.ts";
import { findAddress } from "./endpoint.ts";

const url = (...[service, region, environment, what]: Parameters<typeof findAddress>) => {
  const { protocol, host, path } = findAddress(service, region, environment, what);
  return `${protocol}//${host}${path}`;
};
const root = { path: "/" };

test.each([
  ["dynamodb", "eu-central-1", "https://dynamodb.eu-central-1.amazonaws.com/"],
  ["lambda", "cn-north-1", "https://lambda.cn-north-1.amazonaws.com.cn/"],
  ["sqs", "us-gov-west-1", "https://sqs.us-gov-west-1.amazonaws.com/"],
  ["scheduler", "eusc-de-east-1", "https://scheduler.eusc-de-east-1.amazonaws.eu/"],
  ["s3", "us-east-1", "https://s3.us-east-1.amazonaws.com/"],
] as const)("%s in %s", (service, region, expected) => {
  expect(url(service, region, {}, root)).toBe(expected);
});

test("a bucket is part of the host, unless its dots would break the certificate", () => {
  const path = "/blobs/a";
  expect(url("s3", "eu-west-1", {}, { path, bucket: "my-blobs" })).toBe("https://my-blobs.s3.eu-west-1.amazonaws.com/blobs/a");
  expect(url("s3", "cn-north-1", {}, { path, bucket: "my.blobs" })).toBe("https://s3.cn-north-1.amazonaws.com.cn/my.blobs/blobs/a");
});

test("an endpoint of the environment takes all services, or one", () => {
  const environment = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566", AWS_ENDPOINT_URL_S3: "https://s3.example:9000/base/" };
  expect(url("lambda", "eu-west-1", environment, { path: "/x" })).toBe("http://127.0.0.1:4566/x");
  expect(url("s3", "eu-west-1", environment, { path: "/k", bucket: "b" })).toBe("https://s3.example:9000/base/b/k");
  const ignored = { ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
  expect(url("sqs", "eu-west-1", ignored, root)).toBe("https://sqs.eu-west-1.amazonaws.com/");
  expect(url("sqs", "eu-west-1", { AWS_ENDPOINT_URL: "" }, root)).toBe("https://sqs.eu-west-1.amazonaws.com/");
});

test.each(["localhost:4566", "nonsense", "ftp://x"])("an endpoint that is no URL is named: %s", async (text) => {
  const credentials = () => ({ accessKeyId: "a", secretAccessKey: "s" });
  const client = new AwsClient({ region: "eu-west-1", credentials, environment: { AWS_ENDPOINT_URL_SQS: text } });
  await expect(client.send({ service: "sqs", operation: "SendMessage", method: "POST", path: "/" }, () => {})).rejects.toThrow(
    `AWS_ENDPOINT_URL_SQS is '${text}', which is no URL. Set it to one that begins with http:// or https://, or unset it.`,
  );
});
