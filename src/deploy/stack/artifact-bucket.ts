/** The bucket that deployments upload to: found, or made private and encrypted. */
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutPublicAccessBlockCommand,
  waitUntilBucketExists,
} from "@aws-sdk/client-s3";
import { AwsFault } from "./aws-fault.ts";
import type { Session } from "./session.ts";

export interface ArtifactBucket {
  readonly bucket: string;
  readonly created: boolean;
}

/**
 * Asks for the bucket, and makes it where it isn't there. One that was named must be there.
 *
 * @throws {AwsFault} when it belongs to another account: whoever owns it could change what is deployed
 */
export async function openArtifactBucket(session: Session, named: string | undefined): Promise<ArtifactBucket> {
  const { account, region } = session;
  const bucket = named ?? `orchwits-artifacts-${account}-${region}`;
  const found = await lookFor(session, bucket);
  if (found === "ours") return { bucket, created: false };
  if (found === "elsewhere")
    throw new AwsFault(`Bucket '${bucket}' is in another region than ${region}. CloudFormation reads from its own region only.`);
  if (found === "denied") {
    throw new AwsFault(
      `Bucket '${bucket}' can't be used: it belongs to another account than ${account}, or s3:ListBucket is not allowed. Name another: --bucket`,
    );
  }
  if (named !== undefined)
    throw new AwsFault(`There is no bucket '${bucket}'. Without --bucket, one is made: orchwits-artifacts-${account}-${region}`);
  await make(session, bucket);
  return { bucket, created: true };
}

async function lookFor(session: Session, bucket: string): Promise<"ours" | "denied" | "elsewhere" | "absent"> {
  try {
    await session.s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: session.account }));
    return "ours";
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return "absent";
    if (status === 403) return "denied";
    if (status === 301 || status === 400) return "elsewhere";
    return session.call("s3:ListBucket", () => Promise.reject(error));
  }
}

async function make({ s3, account, region, call }: Session, bucket: string): Promise<void> {
  const owned = { Bucket: bucket, ExpectedBucketOwner: account };
  await call("s3:CreateBucket", () =>
    s3
      .send(
        new CreateBucketCommand({
          Bucket: bucket,
          // The oldest region must not be named (S3 API, `CreateBucket`).
          ...(region !== "us-east-1" && { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } }),
        }),
      )
      // By another deployment, just now.
      .catch((error) => (error.name === "BucketAlreadyOwnedByYou" ? undefined : Promise.reject(error))),
  );
  await waitUntilBucketExists({ client: s3, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, owned);
  await call("s3:PutBucketPublicAccessBlock", () =>
    s3.send(
      new PutPublicAccessBlockCommand({
        ...owned,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    ),
  );
  await call("s3:PutEncryptionConfiguration", () =>
    s3.send(
      new PutBucketEncryptionCommand({
        ...owned,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] },
      }),
    ),
  );
}
