/** Holds signatures against the examples that AWS publishes for them. */
import { get } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { startTestAws } from "./clients.fixture.ts";
import type { Principal } from "./policy.ts";
import { isSignedBy, readSignature, type Signature, sha256 } from "./signature.ts";

/** The key of the examples in S3's API reference, "Authenticating Requests". */
const example: Principal = {
  arn: "arn:aws:iam::000000000000:user/example",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  statements: [],
};
const scope = "20130524/us-east-1/s3/aws4_request";
const host = "examplebucket.s3.amazonaws.com";
const empty = { method: "GET", path: "/test.txt", body: Buffer.alloc(0) };

test("in a header is that of the published example", () => {
  const signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
  const signedHeaders = "host;range;x-amz-content-sha256;x-amz-date";
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${example.accessKeyId}/${scope},SignedHeaders=${signedHeaders},Signature=${signature}`,
    host,
    range: "bytes=0-9",
    "x-amz-content-sha256": sha256(""),
    "x-amz-date": "20130524T000000Z",
  };
  const request = { ...empty, query: new URLSearchParams(), headers };
  const read = readSignature(request) as Signature;
  expect(read).toMatchObject({ accessKeyId: example.accessKeyId, service: "s3", presigned: false });
  expect(isSignedBy(example, read, request, sha256(""))).toBe(true);
  expect(isSignedBy(example, read, { ...request, path: "/other.txt" }, sha256(""))).toBe(false);
  expect(isSignedBy(example, read, { ...request, headers: { ...headers, range: "bytes=0-8" } }, sha256(""))).toBe(false);
});

const presigned = new URLSearchParams({
  "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
  "X-Amz-Credential": `${example.accessKeyId}/${scope}`,
  "X-Amz-Date": "20130524T000000Z",
  "X-Amz-Expires": "86400",
  "X-Amz-SignedHeaders": "host",
  "X-Amz-Signature": "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
});

test("in a URL is that of the published example", () => {
  const request = { ...empty, query: presigned, headers: { host } };
  const read = readSignature(request) as Signature;
  expect(read).toMatchObject({ presigned: true, expiresSeconds: 86_400 });
  expect(isSignedBy(example, read, request, "UNSIGNED-PAYLOAD")).toBe(true);
});

test("in a URL is good until it expires", async () => {
  const aws = await startTestAws();
  aws.principals.add(example);
  const body = await new Promise<string>((resolve, reject) => {
    get(`${aws.endpoint}/test.txt?${presigned}`, { headers: { host } }, (answer) => text(answer).then(resolve, reject));
  });
  expect(body).toContain("<Code>AccessDenied</Code><Message>Request has expired</Message>");
});

test.each(["Basic bG9jYWw6bG9jYWw=", "AWS4-HMAC-SHA256 Credential=local", "", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=zz"])(
  "that can't be read is refused: %j",
  async (authorization) => {
    const { endpoint } = await startTestAws();
    const answer = await fetch(`${endpoint}/bucket/key`, { headers: { authorization, "x-amz-date": "20130524T000000Z" } });
    expect(answer.status).toBe(403);
  },
);
