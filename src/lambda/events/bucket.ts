/** Events of S3: each object that was created, or what else happened to it, is an input. */
import { sha256 } from "../aws/hashes.ts";
import { isBatch } from "../is-object.ts";
import type { Began, Begin } from "../start.ts";

/** S3 event notifications, version 2 (S3 user guide, "Event message structure"). */
interface BucketRecord {
  readonly eventName: string;
  readonly s3: {
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string;
      readonly sequencer?: string;
    };
  };
}

export function isBucketEvent(event: unknown): event is { readonly Records: readonly BucketRecord[] } {
  return isBatch<BucketRecord>(event, "aws:s3");
}

/** What has begun begins no second time when the whole batch is tried again because of one record. */
export async function startFromBucket({ Records }: { readonly Records: readonly BucketRecord[] }, begin: Begin): Promise<readonly Began[]> {
  const settled = await Promise.allSettled(Records.map((record) => begin(() => ({ input: inputOf(record), execution: idOf(record) }))));
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

function inputOf({ eventName, s3: { bucket, object } }: BucketRecord): object {
  const { size, eTag } = object;
  return {
    bucket: bucket.name,
    key: decodeKey(object.key),
    ...(size !== undefined && { size }),
    ...(eTag !== undefined && { etag: eTag }),
    event: eventName,
  };
}

/** Keys arrive as forms encode them: a space is a plus. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}

/** The sequencer tells what happened to one key apart, and is the same when S3 tells of it twice. */
function idOf({ eventName, s3: { bucket, object } }: BucketRecord): string {
  const identity = [bucket.name, object.key, object.versionId, object.sequencer, object.eTag, eventName];
  return `s3-${sha256(JSON.stringify(identity)).slice(0, 32)}`;
}
