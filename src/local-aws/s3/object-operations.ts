/** What S3 does with objects. */
import { deniedMessage, findDenied } from "../authorize.ts";
import type { Action, ServiceRequest, ServiceResponse } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { bucketArn, objectArn } from "./address.ts";
import type { StoredObject } from "./buckets.ts";
import { verifyChecksums } from "./checksums.ts";
import { readObject } from "./read-object.ts";
import type { S3Context, S3Operation } from "./s3-operation.ts";
import { xmlDocument } from "./xml.ts";

export function objectOperation(context: S3Context, request: ServiceRequest, bucket: string, key: string): S3Operation | undefined {
  const { method, query } = request;
  if ([...query.keys()].some((name) => unsupported.includes(name))) return undefined;
  const uploadId = query.get("uploadId");
  if (uploadId !== null || query.has("uploads")) return multipartOperation(context, request, bucket, key, uploadId);
  const { buckets } = context;
  switch (method) {
    case "GET":
    case "HEAD":
      return { actions: may("GetObject", bucket, key), run: () => readObject(findObject(context, request, bucket, key), request) };
    case "PUT": {
      const source = copySource(request);
      if (!source) return { actions: may("PutObject", bucket, key), run: () => putObject(context, request, bucket, key) };
      return {
        actions: [...may("PutObject", bucket, key), ...may("GetObject", source.bucket, source.key)],
        run() {
          const { body, headers } = findObject(context, request, source.bucket, source.key);
          const kept = request.headers["x-amz-metadata-directive"] === "REPLACE" ? storedHeaders(request) : headers;
          const { etag, modifiedAt } = buckets.put(bucket, { key, body, headers: kept });
          return xml("CopyObjectResult", { ETag: etag, LastModified: new Date(modifiedAt).toISOString() });
        },
      };
    }
    case "DELETE":
      return {
        actions: may("DeleteObject", bucket, key),
        run() {
          buckets.remove(bucket, key);
          return { status: 204 };
        },
      };
    default:
      return undefined;
  }
}

const unsupported = ["acl", "tagging", "attributes", "retention", "legal-hold", "torrent", "restore", "select"];

function multipartOperation(
  context: S3Context,
  request: ServiceRequest,
  bucket: string,
  key: string,
  id: string | null,
): S3Operation | undefined {
  const { buckets, uploads } = context;
  const put = may("PutObject", bucket, key);
  switch (request.method) {
    case "POST":
      return {
        actions: put,
        run() {
          if (id === null) {
            buckets.find(bucket);
            const UploadId = uploads.create({ bucket, key, headers: storedHeaders(request) });
            return xml("InitiateMultipartUploadResult", { Bucket: bucket, Key: key, UploadId });
          }
          checkWrite(request, buckets.find(bucket).objects.get(key));
          const { body, etag, headers } = uploads.join(id, request.body.toString());
          buckets.put(bucket, { key, body, headers }, etag);
          uploads.remove(id);
          return xml("CompleteMultipartUploadResult", { Bucket: bucket, Key: key, ETag: etag });
        },
      };
    case "PUT":
      return {
        actions: put,
        run() {
          const checksums = verifyChecksums(request.headers, request.body);
          const etag = uploads.put(id ?? "", Number(request.query.get("partNumber")), request.body);
          return { status: 200, headers: { etag, ...checksums } };
        },
      };
    case "DELETE":
      return {
        actions: may("AbortMultipartUpload", bucket, key),
        run() {
          uploads.remove(id ?? "");
          return { status: 204 };
        },
      };
    default:
      return undefined;
  }
}

function putObject({ buckets }: S3Context, request: ServiceRequest, bucket: string, key: string): ServiceResponse {
  const checksums = verifyChecksums(request.headers, request.body);
  checkWrite(request, buckets.find(bucket).objects.get(key));
  const { etag } = buckets.put(bucket, { key, body: request.body, headers: { ...storedHeaders(request), ...checksums } });
  return { status: 200, headers: { etag, ...checksums } };
}

/** Writes on a condition: only a new object, or only in place of a certain one. */
function checkWrite({ headers }: ServiceRequest, existing: StoredObject | undefined): void {
  const ifMatch = headers["if-match"];
  if (ifMatch !== undefined && !existing) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
  const changed = ifMatch !== undefined && ifMatch.replaceAll('"', "") !== existing?.etag.slice(1, -1);
  if (!changed && !(headers["if-none-match"] === "*" && existing)) return;
  throw new ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
}

/** Whoever may not list the bucket isn't told whether an object is missing. */
function findObject({ buckets }: S3Context, { caller }: ServiceRequest, bucket: string, key: string): StoredObject {
  const object = buckets.find(bucket).objects.get(key);
  if (object) return object;
  const denied = caller && findDenied(caller, [{ action: "s3:ListBucket", resource: bucketArn(bucket) }]);
  if (denied && caller) throw new ServiceError("AccessDenied", deniedMessage(caller, denied), 403);
  throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
}

function copySource({ headers }: ServiceRequest): { readonly bucket: string; readonly key: string } | undefined {
  const source = headers["x-amz-copy-source"];
  if (source === undefined) return undefined;
  const [bucket = "", ...key] = decodeURIComponent(source).replace(/^\//, "").split("/");
  return { bucket, key: key.join("/") };
}

/** What comes back with the object. */
function storedHeaders({ headers }: ServiceRequest): Record<string, string> {
  const stored: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || !(name.startsWith("x-amz-meta-") || kept.includes(name))) continue;
    // How it was sent is no property of the object.
    const text = name === "content-encoding" ? value.replace(/^aws-chunked,? ?/, "") : value;
    if (text !== "") stored[name] = text;
  }
  return stored;
}

const kept = ["content-type", "content-encoding", "content-disposition", "content-language", "cache-control", "expires"];

function may(action: string, bucket: string, key: string): Action[] {
  return [{ action: `s3:${action}`, resource: objectArn(bucket, key) }];
}

function xml(root: string, value: object): ServiceResponse {
  return { status: 200, headers: { "content-type": "application/xml" }, body: xmlDocument(root, value) };
}
