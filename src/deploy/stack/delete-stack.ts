/** Deletes a stack, and what it would leave behind where that is wanted. */
import { DeleteStackCommand, ListStackResourcesCommand, type StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { Session } from "./session.ts";

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** What is in a stack now. */
export async function listStackResources({ cloudFormation, call }: Session, stack: string): Promise<readonly StackResource[]> {
  const found: StackResourceSummary[] = [];
  for (let token: string | undefined; ; ) {
    const page = await call("cloudformation:ListStackResources", () =>
      cloudFormation.send(new ListStackResourcesCommand({ StackName: stack, ...(token !== undefined && { NextToken: token }) })),
    );
    found.push(...(page.StackResourceSummaries ?? []));
    token = page.NextToken;
    if (token === undefined) break;
  }
  return found
    .filter(({ ResourceStatus }) => ResourceStatus !== "DELETE_COMPLETE")
    .map(({ LogicalResourceId = "", ResourceType = "", PhysicalResourceId = "" }) => ({
      logicalId: LogicalResourceId,
      type: ResourceType,
      physicalId: PhysicalResourceId,
    }));
}

/** Begins the deletion. @param stack its id, so that no other stack of that name can be meant */
export async function beginDeletion({ cloudFormation, call }: Session, stack: string): Promise<void> {
  await call("cloudformation:DeleteStack", () => cloudFormation.send(new DeleteStackCommand({ StackName: stack })));
}

/** Removes all objects of a bucket, old versions included. Gives their number. */
export async function emptyBucket({ s3, account, call }: Session, bucket: string): Promise<number> {
  const owned = { Bucket: bucket, ExpectedBucketOwner: account };
  for (let removed = 0; ; ) {
    // What is listed first is gone when the next page is asked for, so that this is always the first one.
    const page = await call("s3:ListBucketVersions", () => s3.send(new ListObjectVersionsCommand(owned)));
    const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length === 0) return removed;
    const { Errors = [] } = await call("s3:DeleteObject", () =>
      s3.send(new DeleteObjectsCommand({ ...owned, Delete: { Objects: objects as { Key: string; VersionId: string }[], Quiet: true } })),
    );
    const [failed] = Errors;
    if (failed) await call("s3:DeleteObject", () => Promise.reject(Object.assign(new Error(failed.Message), { name: failed.Code })));
    removed += objects.length;
  }
}

export async function deleteBucket({ s3, account, call }: Session, bucket: string): Promise<void> {
  await call("s3:DeleteBucket", () => s3.send(new DeleteBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account })));
}
