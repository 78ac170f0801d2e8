/** The settings of buckets: kept as they are told and given back, without effect but for what clients see. */
import type { ServiceResponse } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import type { Bucket } from "./buckets.ts";
import { xmlDocument } from "./xml.ts";

interface Setting {
  /** The IAM actions, with `Get` and `Put` before them; deleting needs the one of `Put`. */
  readonly action: string;
  /** What a bucket has that was told nothing: an answer, or the code of the error. */
  readonly initial: string;
}

/** By the name in the query. */
export const bucketSettings: Readonly<Record<string, Setting>> = {
  encryption: {
    action: "EncryptionConfiguration",
    initial: xmlDocument("ServerSideEncryptionConfiguration", {
      Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
    }),
  },
  publicAccessBlock: { action: "BucketPublicAccessBlock", initial: "NoSuchPublicAccessBlockConfiguration" },
  versioning: { action: "BucketVersioning", initial: xmlDocument("VersioningConfiguration", {}) },
  lifecycle: { action: "LifecycleConfiguration", initial: "NoSuchLifecycleConfiguration" },
  tagging: { action: "BucketTagging", initial: "NoSuchTagSet" },
  policy: { action: "BucketPolicy", initial: "NoSuchBucketPolicy" },
  cors: { action: "BucketCORS", initial: "NoSuchCORSConfiguration" },
  ownershipControls: { action: "BucketOwnershipControls", initial: "OwnershipControlsNotFoundError" },
  notification: { action: "BucketNotification", initial: xmlDocument("NotificationConfiguration", {}) },
  logging: { action: "BucketLogging", initial: xmlDocument("BucketLoggingStatus", {}) },
};

export function answerSetting(bucket: Bucket, name: string, method: string, body: string): ServiceResponse {
  if (method === "PUT") {
    bucket.settings.set(name, body);
    return { status: 200 };
  }
  if (method === "DELETE") {
    bucket.settings.delete(name);
    return { status: 204 };
  }
  const answer = bucket.settings.get(name) ?? bucketSettings[name]?.initial ?? "";
  if (/^\w+$/.test(answer)) throw new ServiceError(answer, `The bucket ${bucket.name} has no setting '${name}'.`, 404);
  return { status: 200, headers: { "content-type": name === "policy" ? "application/json" : "application/xml" }, body: answer };
}
