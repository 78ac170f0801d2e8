/** Holds signatures to AWS's own examples and to the signer of AWS SDK v3, for any request. */
import { createHash, createHmac } from "node:crypto";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Credentials } from "./credentials.ts";
import { encodeUri } from "./encode-uri.ts";
import { sign, writeQuery } from "./sign.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const signatureOf = ({ authorization = "" }: Record<string, string>) => authorization.split("Signature=")[1];

describe("the examples of 'Signature Calculations for the Authorization Header' (S3 API reference)", () => {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
  const scope = { service: "s3", region: "us-east-1", now: Date.UTC(2013, 4, 24) };
  const host = "examplebucket.s3.amazonaws.com";
  const empty = hashOf("");

  test.each([
    ["GET", "/test.txt", {}, { range: "bytes=0-9" }, "", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"],
    ["GET", "/", { lifecycle: "" }, {}, "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
    ["GET", "/", { prefix: "J", "max-keys": "2" }, {}, "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
    [
      "PUT",
      "/test%24file.text",
      {},
      { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
      "Welcome to Amazon S3.",
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ],
  ] as const)("%s %s %j", (method, path, query, headers, body, expected) => {
    const payloadHash = body ? hashOf(body) : empty;
    const request = { method, path, query: writeQuery(query), headers: { ...headers, host }, payloadHash };
    expect(signatureOf(sign(request, credentials, scope))).toBe(expected);
  });
});

/** As much of the SDK's signer as is used here. */
interface SdkSigner {
  sign(request: object, options: { signingDate: Date }): Promise<{ headers: Record<string, string> }>;
}
type SdkSignerClass = new (options: object) => SdkSigner;

/** The very signer that the SDK's clients use. */
function loadSdkSigner(): SdkSignerClass {
  const fromClient = createRequire(createRequire(import.meta.url).resolve("@aws-sdk/client-s3"));
  const fromCore = createRequire(fromClient.resolve("@aws-sdk/core"));
  return (fromCore("@smithy/signature-v4") as { SignatureV4: SdkSignerClass }).SignatureV4;
}

class Sha256 {
  readonly #hash;

  constructor(secret?: Uint8Array | string) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

describe("the signer of AWS SDK v3 agrees", () => {
  const SignatureV4 = loadSdkSigner();
  const text = fc.string({ unit: "grapheme", maxLength: 12 });
  const odd = fc.oneof(text, fc.constantFrom("a b", "ä/ö", "100%", "!'()*", "+", "~-_.", "=&?", "💡", "  two  spaces  ", "a-b", "a"));
  const headerName = fc.constantFrom("x-amz-target", "content-type", "x-amz-meta-ä", "range", "x-amz-acl", "if-match");
  const requests = fc.record({
    service: fc.constantFrom("s3", "dynamodb", "lambda", "sqs", "scheduler"),
    region: fc.constantFrom("us-east-1", "eu-central-1", "cn-north-1"),
    method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
    // S3 alone takes paths as they are; elsewhere `.` and empty segments would be resolved, and no request of ours has them.
    segments: fc.array(
      odd.filter((segment) => !/^\.*$/.test(segment)),
      { maxLength: 4 },
    ),
    query: fc.dictionary(
      odd.filter((name) => !/^(x-amz-signature|__proto__)$/i.test(name)),
      odd,
      { maxKeys: 4, noNullPrototype: true },
    ),
    headers: fc.dictionary(headerName, odd, { maxKeys: 3, noNullPrototype: true }),
    body: odd,
    token: fc.option(fc.base64String({ minLength: 4 }), { nil: undefined }),
    secret: fc.string({ minLength: 1 }),
    now: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) }),
  });

  test("for any request", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async ({ service, region, method, segments, query, headers, body, token, secret, now }) => {
        const credentials: Credentials = { accessKeyId: "AKIA", secretAccessKey: secret, sessionToken: token };
        const path = `/${segments.map(encodeUri).join("/")}`;
        const all = { ...headers, host: "example.amazonaws.com" };
        const ours = sign({ method, path, query: writeQuery(query), headers: all, payloadHash: hashOf(body) }, credentials, {
          service,
          region,
          now,
        });
        const sdk = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
        const request = { method, protocol: "https:", hostname: "example.amazonaws.com", path, query, headers: all, body };
        const theirs = await sdk.sign(request, { signingDate: new Date(now) });
        expect(ours.authorization).toBe(theirs.headers.authorization);
      }),
      { numRuns: 300 },
    );
  });
});
