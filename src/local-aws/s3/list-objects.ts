/** Lists the objects of a bucket: ListObjectsV2. */
import type { ServiceResponse } from "../service.ts";
import type { Bucket, StoredObject } from "./buckets.ts";
import { xmlDocument } from "./xml.ts";

export function listObjects(bucket: Bucket, query: URLSearchParams): ServiceResponse {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const most = Math.min(1000, Number(query.get("max-keys") ?? 1000));
  const token = query.get("continuation-token");
  const after = token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64url").toString();
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : (text: string) => text;

  const contents: StoredObject[] = [];
  const prefixes = new Set<string>();
  let last = "";
  let truncated = false;
  for (const key of [...bucket.objects.keys()].sort()) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    // Keys with a common prefix are one entry, which a page either has or hasn't.
    const entry = end < 0 ? key : key.slice(0, end + delimiter.length);
    if (entry <= after || prefixes.has(entry)) continue;
    if (contents.length + prefixes.size >= most) {
      truncated = most > 0;
      break;
    }
    if (end < 0) contents.push(bucket.objects.get(key) as StoredObject);
    else prefixes.add(entry);
    last = entry;
  }
  const body = xmlDocument("ListBucketResult", {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(delimiter !== "" && { Delimiter: encode(delimiter) }),
    ...(query.has("encoding-type") && { EncodingType: "url" }),
    MaxKeys: most,
    KeyCount: contents.length + prefixes.size,
    IsTruncated: truncated,
    ...(token !== null && { ContinuationToken: token }),
    ...(truncated && { NextContinuationToken: Buffer.from(last).toString("base64url") }),
    Contents: contents.map(({ key, etag, modifiedAt, body: { length } }) => ({
      Key: encode(key),
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: etag,
      Size: length,
      StorageClass: "STANDARD",
    })),
    CommonPrefixes: [...prefixes].map((one) => ({ Prefix: encode(one) })),
  });
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}
