/** Blobs in S3: one object each, named by its hash, checked by S3 as it arrives. */
import type { Blobs } from "../engine/blobs.ts";
import { BlobFault } from "../engine/errors.ts";
import { blobPrefix } from "../model/deployed-names.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { AwsError } from "./aws/aws-error.ts";
import { element } from "./aws/refusal.ts";

type Call = { readonly operation: string; readonly method: "GET" | "PUT" | "DELETE" | "HEAD" };

export class S3Blobs implements Blobs {
  readonly #client: AwsClient;
  readonly #bucket: string;

  constructor(client: AwsClient, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  /** Also what is there already is written again: it is to expire later. */
  async put(hash: string, bytes: Uint8Array): Promise<void> {
    const headers = { "content-type": "application/json", "x-amz-checksum-sha256": Buffer.from(hash, "hex").toString("base64") };
    const request = { operation: "PutObject", method: "PUT", headers, body: bytes, payloadHash: hash } as const;
    await this.#client.send({ ...this.#object(hash), ...request }, () => undefined);
  }

  async get(hash: string): Promise<Uint8Array | undefined> {
    const call: Call = { operation: "GetObject", method: "GET" };
    try {
      return await this.#client.send({ ...this.#object(hash), ...call }, ({ body }) => body);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "NoSuchKey") return undefined;
      if (error.code !== "AccessDenied") throw error;
      throw new BlobFault(
        `The blob ${hash} can't be read: S3 denies access to '${blobPrefix}${hash}' in the bucket '${this.#bucket}'. Either it was deleted, ` +
          "which looks the same to whoever may not list the bucket, or the role lacks s3:GetObject. Restore it, or resume with another value.",
        { cause: error },
      );
    }
  }

  async *list(): AsyncIterable<{ hash: string; storedAt: number }> {
    const call = { service: "s3", operation: "ListObjectsV2", method: "GET", bucket: this.#bucket, path: "/" } as const;
    for (let token: string | undefined; ; ) {
      const query = { "list-type": "2", prefix: blobPrefix, ...(token && { "continuation-token": token }) };
      const xml = await this.#client.send({ ...call, query }, ({ body }) => body.toString());
      for (const [, contents] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const hash = element(contents as string, "Key")?.slice(blobPrefix.length) ?? "";
        if (/^[0-9a-f]{64}$/.test(hash)) yield { hash, storedAt: atMost(element(contents as string, "LastModified")) };
      }
      token = element(xml, "NextContinuationToken");
      if (!token || element(xml, "IsTruncated") !== "true") return;
    }
  }

  /** S3 can't delete on the condition that nobody stores the object at that very moment: leave it time, as `collectBlobs` asks for. */
  async remove(hash: string, storedBefore: number): Promise<void> {
    const head: Call = { operation: "HeadObject", method: "HEAD" };
    const storedAt = await this.#client
      .send({ ...this.#object(hash), ...head }, ({ headers }) => atMost(headers["last-modified"]))
      .catch(absent);
    if (storedAt === undefined || storedAt >= storedBefore) return;
    const call: Call = { operation: "DeleteObject", method: "DELETE" };
    await this.#client.send({ ...this.#object(hash), ...call }, () => undefined);
  }

  #object(hash: string) {
    return { service: "s3", bucket: this.#bucket, path: `/${blobPrefix}${hash}` } as const;
  }
}

/** S3 tells whole seconds: the last moment that can be meant, so that nothing passes for older than it is. */
function atMost(time: unknown): number {
  return Math.floor(Date.parse(String(time)) / 1_000) * 1_000 + 999;
}

/** The answer to HEAD has no body that could say `NoSuchKey`. */
function absent(error: unknown): undefined {
  if (error instanceof AwsError && error.status === 404) return undefined;
  throw error;
}
