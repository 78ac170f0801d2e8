/** Where AWS is asked: what the SDK would choose otherwise is the first region, and its domain. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test, vi } from "vitest";
import { connect } from "./session.ts";
import { consoleUrl } from "./stack-state.ts";
import { templateUrl } from "./upload.ts";

/** A server that refuses everything, and remembers for which regions requests were signed. */
async function listen() {
  const scopes: string[] = [];
  const server = createServer((request, response) => {
    scopes.push(/Credential=[^/]+\/\d+\/([^,]+)\/aws4_request/.exec(request.headers.authorization ?? "")?.[1] ?? "unsigned");
    request.resume();
    response.writeHead(403, { "content-type": "text/xml" });
    response.end("<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  return { scopes, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("a profile's role is assumed in the region that is deployed to: others don't know the keys of its partition", async () => {
  const { scopes, url } = await listen();
  const folder = mkdtempSync(join(tmpdir(), "orchwits-session-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const role = "[profile work]\nrole_arn = arn:aws-cn:iam::123456789012:role/deployer\nsource_profile = keys\n";
  writeFileSync(join(folder, "config"), `${role}[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n`);
  const files = { AWS_CONFIG_FILE: join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
  const none = { AWS_REGION: "", AWS_DEFAULT_REGION: "", AWS_PROFILE: "" };
  for (const [name, value] of Object.entries({ ...files, ...none, AWS_ENDPOINT_URL_STS: url })) vi.stubEnv(name, value || undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { credentials } = await connect({ region: "cn-north-1", profile: "work" });
  await expect(credentials()).rejects.toThrow();
  expect(scopes).toEqual(["cn-north-1/sts"]);
});

test.each([
  ["us-east-1", "https://s3.us-east-1.amazonaws.com/my.bucket/templates/a.yaml"],
  ["cn-north-1", "https://s3.cn-north-1.amazonaws.com.cn/my.bucket/templates/a.yaml"],
  ["eusc-de-east-1", "https://s3.eusc-de-east-1.amazonaws.eu/my.bucket/templates/a.yaml"],
])("CloudFormation reads a template of %s where it lies, whatever its bucket is called", (region, url) => {
  const s3 = new S3Client({ region });
  expect(templateUrl({ s3, region }, "my.bucket", "templates/a.yaml", undefined)).toBe(url);
});

test("the console of a partition has a domain of its own", () => {
  const page = (region: string, partition: string) => new URL(consoleUrl({ region, partition }, "arn:x")).host;
  expect(page("eu-west-1", "aws")).toBe("eu-west-1.console.aws.amazon.com");
  expect(page("cn-north-1", "aws-cn")).toBe("cn-north-1.console.amazonaws.cn");
  expect(page("eusc-de-east-1", "aws-eusc")).toBe("eusc-de-east-1.console.amazonaws-eusc.eu");
});
