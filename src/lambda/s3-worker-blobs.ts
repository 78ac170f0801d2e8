/** Blobs in S3, for workers: one object each, named by its hash, checked by S3 as it arrives. */
import type { WorkerBlobs } from "../engine/blobs.ts";
import { BlobFault } from "../engine/errors.ts";
import { blobPrefix } from "../model/deployed-names.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { AwsError } from "./aws/aws-error.ts";

export class S3WorkerBlobs implements WorkerBlobs {
  protected readonly client: AwsClient;
  protected readonly bucket: string;

  constructor(client: AwsClient, bucket: string) {
    this.client = client;
    this.bucket = bucket;
  }

  /** Also what is there already is written again: it is to expire later. */
  async put(hash: string, bytes: Uint8Array): Promise<void> {
    const headers = { "content-type": "application/json", "x-amz-checksum-sha256": Buffer.from(hash, "hex").toString("base64") };
    const request = { operation: "PutObject", method: "PUT", headers, body: bytes, payloadHash: hash } as const;
    await this.client.send({ ...this.object(hash), ...request }, () => undefined);
  }

  async get(hash: string): Promise<Uint8Array | undefined> {
    const call = { operation: "GetObject", method: "GET" } as const;
    try {
      return await this.client.send({ ...this.object(hash), ...call }, ({ body }) => body);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "NoSuchKey") return undefined;
      if (error.code !== "AccessDenied") throw error;
      throw new BlobFault(
        `The blob ${hash} can't be read: S3 denies access to '${blobPrefix}${hash}' in the bucket '${this.bucket}'. Either it was deleted, ` +
          "which looks the same to whoever may not list the bucket, or the role lacks s3:GetObject. Restore it, or resume with another value.",
        { cause: error },
      );
    }
  }

  protected object(hash: string) {
    return { service: "s3", bucket: this.bucket, path: `/${blobPrefix}${hash}` } as const;
  }
}
