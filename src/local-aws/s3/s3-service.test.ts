/** S3 as AWS's own client sees it. */
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { startTestAws } from "../clients.fixture.ts";

const Bucket = "bucket";

async function openBucket() {
  const aws = await startTestAws();
  const s3 = new S3Client(aws.as());
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string, Body: string | Buffer | Readable, more: Partial<PutObjectCommandInput> = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const read = async (Key: string, more = {}) => {
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return { ...answer, text: await answer.Body?.transformToString() };
  };
  return { aws, s3, put, read };
}

test("gives back what was put, with its type and metadata, under any key", async () => {
  const { put, read, s3 } = await openBucket();
  for (const Key of ["plain", "a/b/c", "with space +&=?#é'()!*~", "/leading", "a//b"]) {
    await put(Key, `content of ${Key}`, { ContentType: "text/plain", Metadata: { colour: "red" } });
    expect(await read(Key)).toMatchObject({ text: `content of ${Key}`, ContentType: "text/plain", Metadata: { colour: "red" } });
  }
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "plain" }));
  expect(head).toMatchObject({ ContentLength: 16, ETag: (await put("plain", "content of plain")).ETag });
  await put("empty", "", { ContentLength: 0 });
  expect(await read("empty")).toMatchObject({ text: "", ContentLength: 0 });
});

test.each(["CRC32", "CRC32C", "SHA1", "SHA256"] as const)(
  "takes and gives 10 MiB, whole and streamed, with %s",
  async (ChecksumAlgorithm) => {
    const { put, s3 } = await openBucket();
    const bytes = randomBytes(10 * 1024 * 1024);
    await put("whole", bytes, { ChecksumAlgorithm });
    const pieces = Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
      })(),
    );
    await put("streamed", pieces, { ChecksumAlgorithm, ContentLength: bytes.length });
    for (const Key of ["whole", "streamed"]) {
      const { Body, ...answer } = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
      expect(answer[`Checksum${ChecksumAlgorithm}`]).toMatch(/=$/);
      // The client verifies the checksum while it reads.
      expect(Buffer.compare(bytes, Buffer.from((await Body?.transformToByteArray()) as Uint8Array))).toBe(0);
    }
  },
);

test("refuses what its checksum doesn't fit", async () => {
  const { put, read } = await openBucket();
  await expect(put("wrong", "text", { ChecksumCRC32: "AAAAAA==" })).rejects.toMatchObject({ name: "BadDigest" });
  await expect(put("wrong", "text", { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" })).rejects.toMatchObject({ name: "BadDigest" });
  await expect(read("wrong")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("writes on conditions, and only one of many at once", async () => {
  const { put, read } = await openBucket();
  const all = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => put("once", `${index}`, { IfNoneMatch: "*" })));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(all.find(({ status }) => status === "rejected")).toMatchObject({ reason: { name: "PreconditionFailed" } });
  const { ETag } = await read("once");
  await put("once", "changed", { IfMatch: ETag as string });
  await expect(put("once", "again", { IfMatch: ETag as string })).rejects.toMatchObject({ name: "PreconditionFailed" });
  await expect(put("never", "x", { IfMatch: '"abc"' })).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(read("once", { IfNoneMatch: (await read("once")).ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
});

test("gives ranges", async () => {
  const { put, read } = await openBucket();
  await put("digits", "0123456789");
  expect(await read("digits", { Range: "bytes=2-4" })).toMatchObject({ text: "234", ContentRange: "bytes 2-4/10", ContentLength: 3 });
  expect(await read("digits", { Range: "bytes=7-" })).toMatchObject({ text: "789" });
  expect(await read("digits", { Range: "bytes=-2" })).toMatchObject({ text: "89" });
  await expect(read("digits", { Range: "bytes=10-" })).rejects.toMatchObject({ name: "InvalidRange" });
});

test("lists by prefix, page by page, and by folder", async () => {
  const { put, s3 } = await openBucket();
  for (const key of ["a/1", "a/2", "a/b/3", "a/b/4", "c ü/5", "d"]) await put(key, key);
  const keys: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket }))
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
  expect(keys).toEqual(["a/1", "a/2", "a/b/3", "a/b/4", "c ü/5", "d"]);
  const folder = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", Delimiter: "/" }));
  expect(folder.Contents?.map(({ Key }) => Key)).toEqual(["a/1", "a/2"]);
  expect(folder.CommonPrefixes).toEqual([{ Prefix: "a/b/" }]);
  const prefixes: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket, Delimiter: "/" })) {
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix), ...(page.Contents ?? []).map(({ Key }) => Key));
  }
  expect(prefixes).toEqual(["a/", "c ü/", "d"]);
  expect(await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "a/b/4" }))).toMatchObject({ KeyCount: 2, IsTruncated: false });
});

test("deletes, copies, and refuses to delete a bucket with something in it", async () => {
  const { put, read, s3 } = await openBucket();
  await put("one", "1", { Metadata: { kept: "yes" } });
  await s3.send(new CopyObjectCommand({ Bucket, Key: "two", CopySource: `${Bucket}/one` }));
  expect(await read("two")).toMatchObject({ text: "1", Metadata: { kept: "yes" } });
  const changed = { MetadataDirective: "REPLACE", Metadata: { own: "too" } } as const;
  await s3.send(new CopyObjectCommand({ Bucket, Key: "two", CopySource: `${Bucket}/one`, ...changed }));
  expect(await read("two")).toMatchObject({ text: "1", Metadata: { own: "too" } });
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "one" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "never there" }));
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "two" }, { Key: "<three> & é" }] } }));
  expect(Deleted?.map(({ Key }) => Key)).toEqual(["two", "<three> & é"]);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "NotFound" });
  await expect(put("x", "y")).rejects.toMatchObject({ name: "NoSuchBucket" });
});

test("joins what is uploaded in parts", async () => {
  const { read, s3 } = await openBucket();
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "large", ContentType: "text/plain" }));
  const parts = ["x".repeat(5 * 1024 * 1024), "end"].map(async (Body, index) => {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: "large", UploadId, PartNumber, Body }));
    return { PartNumber, ETag };
  });
  const MultipartUpload = { Parts: await Promise.all(parts) };
  const { ETag } = await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "large", UploadId, MultipartUpload }));
  expect(ETag).toMatch(/-2"$/);
  expect(await read("large")).toMatchObject({ ContentLength: 5 * 1024 * 1024 + 3, ContentType: "text/plain", ETag });
  await expect(s3.send(new UploadPartCommand({ Bucket, Key: "large", UploadId, PartNumber: 1, Body: "x" }))).rejects.toMatchObject({
    name: "NoSuchUpload",
  });
});

test("joins no parts of which another than the last is small", async () => {
  const { s3 } = await openBucket();
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "small" }));
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  for (const PartNumber of [1, 2]) {
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: "small", UploadId, PartNumber, Body: "x" }));
    Parts.push({ PartNumber, ETag });
  }
  const complete = (parts: typeof Parts) =>
    s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "small", UploadId, MultipartUpload: { Parts: parts } }));
  await expect(complete(Parts)).rejects.toMatchObject({ name: "EntityTooSmall" });
  await complete(Parts.slice(1));
});

test("keeps the settings of buckets", async () => {
  const { s3 } = await openBucket();
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchLifecycleConfiguration",
  });
  const Rules = [{ ID: "expire", Status: "Enabled" as const, Filter: { Prefix: "blobs/" }, Expiration: { Days: 30 } }];
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  expect(await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).toMatchObject({ Rules });
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: "AES256" });
});

test("finds the bucket in the host too", async () => {
  const { aws, put } = await openBucket();
  await put("by host", "content");
  const hosted = new S3Client(aws.as());
  const port = new URL(aws.endpoint).port;
  hosted.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { path: string; headers: Record<string, string> };
      request.path = request.path.replace(`/${Bucket}/`, "/");
      request.headers.host = `${Bucket}.localhost:${port}`;
      return next(args);
    },
    { step: "build", priority: "low" },
  );
  expect(await hosted.send(new HeadObjectCommand({ Bucket, Key: "by host" }))).toMatchObject({ ContentLength: 7 });
});

test("tells whoever watches a bucket what changes in it", async () => {
  const { aws, put, s3 } = await openBucket();
  const events: unknown[] = [];
  aws.buckets.watch(Bucket, (event) => events.push(event));
  await put("in/ü", "12345");
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "in/ü" }));
  expect(events).toMatchObject([
    { name: "ObjectCreated:Put", bucket: Bucket, key: "in/ü", size: 5 },
    { name: "ObjectRemoved:Delete", key: "in/ü" },
  ]);
});
