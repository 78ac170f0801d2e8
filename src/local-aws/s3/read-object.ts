/** Answers GET and HEAD of an object: conditions, ranges, and what was stored with it. */
import type { ServiceRequest, ServiceResponse } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import type { StoredObject } from "./buckets.ts";

export function readObject(object: StoredObject, { headers, query, method }: ServiceRequest): ServiceResponse {
  checkConditions(object, headers);
  const range = readRange(headers.range, object.body.length);
  const body = range ? object.body.subarray(range.from, range.to + 1) : object.body;
  const answer: Record<string, string> = {
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    etag: object.etag,
    "last-modified": new Date(object.modifiedAt).toUTCString(),
    "content-length": String(body.length),
    ...(range && { "content-range": `bytes ${range.from}-${range.to}/${object.body.length}` }),
  };
  for (const [name, value] of Object.entries(object.headers)) {
    // A checksum is of the whole object, and given to those who ask.
    if (!name.startsWith("x-amz-checksum-") || (!range && headers["x-amz-checksum-mode"] === "ENABLED")) answer[name] = value;
  }
  for (const [name, value] of query) {
    if (name.startsWith("response-")) answer[name.slice("response-".length)] = value;
  }
  return { status: range ? 206 : 200, headers: answer, ...(method === "HEAD" ? {} : { body }) };
}

function checkConditions({ etag, modifiedAt }: StoredObject, headers: ServiceRequest["headers"]): void {
  const matches = (list: string) =>
    list.trim() === "*" || list.split(",").some((one) => one.trim().replaceAll('"', "") === etag.slice(1, -1));
  const ifMatch = headers["if-match"];
  const ifNoneMatch = headers["if-none-match"];
  const since = (name: string) => Date.parse(headers[name] ?? "");
  // Dates in headers have whole seconds.
  const modified = Math.floor(modifiedAt / 1000) * 1000;
  if (ifMatch !== undefined ? !matches(ifMatch) : modified > since("if-unmodified-since")) {
    throw new ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  if (ifNoneMatch !== undefined ? matches(ifNoneMatch) : modified <= since("if-modified-since")) {
    throw new ServiceError("NotModified", "Not Modified", 304);
  }
}

/** Undefined for the whole object; what can't be read as one range is ignored. */
function readRange(header: string | undefined, size: number): { readonly from: number; readonly to: number } | undefined {
  const [, first, last] = header?.match(/^bytes=(\d*)-(\d*)$/) ?? [];
  if (first === undefined || (first === "" && last === "")) return undefined;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(size - 1, Number(last));
  if (from <= to) return { from, to };
  throw new ServiceError("InvalidRange", "The requested range is not satisfiable", 416, { ActualObjectSize: size });
}
