/** Where requests go to: by region, bucket, and the environment. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { AwsClient } from "./aws-client.ts";
import { findAddress } from "./endpoint.ts";

const url = async (...[service, region, environment, what]: Parameters<typeof findAddress>) => {
  const { protocol, host, path } = await findAddress(service, region, environment, what);
  return `${protocol}//${host}${path}`;
};
const root = { path: "/" };

test.each([
  ["dynamodb", "eu-central-1", "https://dynamodb.eu-central-1.amazonaws.com/"],
  ["lambda", "cn-north-1", "https://lambda.cn-north-1.amazonaws.com.cn/"],
  ["sqs", "us-gov-west-1", "https://sqs.us-gov-west-1.amazonaws.com/"],
  ["scheduler", "eusc-de-east-1", "https://scheduler.eusc-de-east-1.amazonaws.eu/"],
  ["s3", "us-east-1", "https://s3.us-east-1.amazonaws.com/"],
] as const)("%s in %s", async (service, region, expected) => {
  expect(await url(service, region, {}, root)).toBe(expected);
});

test("a bucket is part of the host, unless its dots would break the certificate", async () => {
  const path = "/blobs/a";
  expect(await url("s3", "eu-west-1", {}, { path, bucket: "my-blobs" })).toBe("https://my-blobs.s3.eu-west-1.amazonaws.com/blobs/a");
  expect(await url("s3", "cn-north-1", {}, { path, bucket: "my.blobs" })).toBe("https://s3.cn-north-1.amazonaws.com.cn/my.blobs/blobs/a");
});

test("an endpoint of the environment takes all services, or one", async () => {
  const environment = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566", AWS_ENDPOINT_URL_S3: "https://s3.example:9000/base/" };
  expect(await url("lambda", "eu-west-1", environment, { path: "/x" })).toBe("http://127.0.0.1:4566/x");
  expect(await url("s3", "eu-west-1", environment, { path: "/k", bucket: "b" })).toBe("https://s3.example:9000/base/b/k");
  const ignored = { ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
  expect(await url("sqs", "eu-west-1", ignored, root)).toBe("https://sqs.eu-west-1.amazonaws.com/");
  expect(await url("sqs", "eu-west-1", { AWS_ENDPOINT_URL: "" }, root)).toBe("https://sqs.eu-west-1.amazonaws.com/");
});

test.each(["localhost:4566", "nonsense", "ftp://x"])("an endpoint that is no URL is named: %s", async (text) => {
  const credentials = () => ({ accessKeyId: "a", secretAccessKey: "s" });
  const client = new AwsClient({ region: "eu-west-1", credentials, environment: { AWS_ENDPOINT_URL_SQS: text } });
  await expect(client.send({ service: "sqs", operation: "SendMessage", method: "POST", path: "/" }, () => {})).rejects.toThrow(
    `AWS_ENDPOINT_URL_SQS is '${text}', which is no URL. Set it to one that begins with http:// or https://, or unset it.`,
  );
});

describe("what the SDK's own rules say", () => {
  const credentials = { accessKeyId: "a", secretAccessKey: "s" };
  const regions = [
    ...["us-east-1", "ca-central-1", "eu-west-1", "il-central-1", "mx-central-1", "us-gov-west-1", "us-gov-east-1"],
    ...["cn-north-1", "cn-northwest-1", "eusc-de-east-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"],
  ];
  const isolated = /-iso/;
  type Rules = (parameters: Record<string, unknown>) => { readonly url: URL };
  const rulesOf = (client: { readonly config: object }) => (client.config as { readonly endpointProvider: Rules }).endpointProvider;
  const clients = {
    ...{ dynamodb: DynamoDBClient, lambda: LambdaClient, sqs: SQSClient, scheduler: SchedulerClient },
    ...{ s3: S3Client, cloudformation: CloudFormationClient },
  };

  test.each(Object.keys(clients) as (keyof typeof clients)[])("%s", async (service) => {
    const rules = rulesOf(new clients[service]({ region: "us-east-1", credentials }));
    const bucket = service === "s3" ? "my-blobs" : undefined;
    for (const Region of regions) {
      for (const [UseFIPS, UseDualStack] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        // S3 has no validated endpoints in China; IPv6 in isolated regions is not for us.
        if ((service === "s3" && UseFIPS && Region.startsWith("cn-")) || (UseDualStack && isolated.test(Region))) continue;
        const environment = { AWS_USE_FIPS_ENDPOINT: String(UseFIPS), AWS_USE_DUALSTACK_ENDPOINT: String(UseDualStack) };
        const { host } = rules({ Region, UseFIPS, UseDualStack, Bucket: bucket }).url;
        expect(await url(service, Region, environment, { path: "/", bucket })).toBe(`https://${host}/`);
        if (!UseFIPS && !UseDualStack) expect(await url(service, Region, {}, { path: "/", bucket })).toBe(`https://${host}/`);
      }
    }
  });

  test("but an endpoint that was chosen is taken", async () => {
    const environment = { AWS_USE_FIPS_ENDPOINT: "true", AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };
    expect(await url("sqs", "eu-west-1", environment, { path: "/" })).toBe("http://127.0.0.1:4566/");
  });
});
