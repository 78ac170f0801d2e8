/** Deletes a stack, and what it would leave behind where that is wanted. */
import { DeleteStackCommand, ListStackResourcesCommand, type StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectsV2Command, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { Session } from "./session.ts";

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** What is in a stack now. */
export async function listStackResources(
  { cloudFormation, call }: Pick<Session, "cloudFormation" | "call">,
  stack: string,
): Promise<readonly StackResource[]> {
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

/** Removes a bucket with all that is in it. Gives the number of objects. */
export async function deleteBucket(session: Session, bucket: string): Promise<number> {
  const { s3, account, call } = session;
  const owned = { Bucket: bucket, ExpectedBucketOwner: account };
  const objects = await removeObjects(session, bucket, () =>
    s3.send(new ListObjectsV2Command(owned)).then(({ Contents = [] }) => Contents),
  );
  try {
    await s3.send(new DeleteBucketCommand(owned));
  } catch (error) {
    if ((error as Error).name !== "BucketNotEmpty") return call("s3:DeleteBucket", () => Promise.reject(error));
    // Somebody keeps old versions in it.
    await removeObjects(session, bucket, async () => {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand(owned));
      return [...Versions, ...DeleteMarkers];
    });
    await call("s3:DeleteBucket", () => s3.send(new DeleteBucketCommand(owned)));
  }
  return objects;
}

interface Removable {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** @param list the first page of what is left: what was on it is gone when it is asked for again */
async function removeObjects({ s3, account, call }: Session, bucket: string, list: () => Promise<readonly Removable[]>): Promise<number> {
  for (let removed = 0; ; ) {
    const page = await call("s3:ListBucket", list);
    if (page.length === 0) return removed;
    const Objects = page.map(({ Key = "", VersionId }) => ({ Key, ...(VersionId !== undefined && { VersionId }) }));
    const { Errors = [] } = await call("s3:DeleteObject", () =>
      s3.send(new DeleteObjectsCommand({ Bucket: bucket, ExpectedBucketOwner: account, Delete: { Objects, Quiet: true } })),
    );
    const [failed] = Errors;
    if (failed) await call("s3:DeleteObject", () => Promise.reject(Object.assign(new Error(failed.Message), { name: failed.Code })));
    removed += page.length;
  }
}
