/** Blobs in S3, for whoever removes those that are not needed any more: what workers have, and a list. */
import type { Blobs } from "../engine/blobs.ts";
import { blobPrefix } from "../model/deployed-names.ts";
import { isAwsError } from "./aws/aws-error.ts";
import { element } from "./aws/refusal.ts";
import { writeQuery } from "./aws/sign.ts";
import { S3WorkerBlobs } from "./s3-worker-blobs.ts";

export class S3Blobs extends S3WorkerBlobs implements Blobs {
  async *list(): AsyncIterable<{ hash: string; storedAt: number }> {
    const call = { service: "s3", operation: "ListObjectsV2", method: "GET", bucket: this.bucket, path: "/" } as const;
    for (let token: string | undefined; ; ) {
      const query = writeQuery({ "list-type": "2", prefix: blobPrefix, ...(token && { "continuation-token": token }) });
      const xml = await this.client.send({ ...call, query }, ({ body }) => body.toString());
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
    const head = { operation: "HeadObject", method: "HEAD" } as const;
    const storedAt = await this.client
      .send({ ...this.object(hash), ...head }, ({ headers }) => atMost(headers["last-modified"]))
      .catch(absent);
    if (storedAt === undefined || storedAt >= storedBefore) return;
    const call = { operation: "DeleteObject", method: "DELETE" } as const;
    await this.client.send({ ...this.object(hash), ...call }, () => undefined);
  }
}

/** S3 tells whole seconds: the last moment that can be meant, so that nothing passes for older than it is. */
function atMost(time: unknown): number {
  return Math.floor(Date.parse(String(time)) / 1_000) * 1_000 + 999;
}

/** The answer to HEAD has no body that could say `NoSuchKey`. */
function absent(error: unknown): undefined {
  if (isAwsError(error) && error.status === 404) return undefined;
  throw error;
}
