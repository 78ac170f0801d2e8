/** Blobs in S3, for workers: one object each, named by its hash, checked by S3 as it arrives. */
import type { WorkerBlobs } from "../engine/blobs.ts";
import { blobPrefix } from "../model/deployed-names.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { isAwsError } from "./aws/aws-error.ts";
import { loadFaults } from "./load-faults.ts";

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
      if (isAwsError(error, "NoSuchKey")) return undefined;
      if (isAwsError(error, "AccessDenied")) throw (await loadFaults()).makeDeniedBlob(hash, this.bucket, error);
      throw error;
    }
  }

  protected object(hash: string) {
    return { service: "s3", bucket: this.bucket, path: `/${blobPrefix}${hash}` } as const;
  }
}
