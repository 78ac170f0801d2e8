/** Verifies Signature Version 4, in headers and in presigned URLs, so that what signs wrongly fails here and not only in the cloud. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Principal } from "./policy.ts";
import type { ServiceRequest } from "./service.ts";

/** What a request says about who signed it. */
export interface Signature {
  readonly accessKeyId: string;
  /** `date/region/service/aws4_request`. */
  readonly scope: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** As `20130524T000000Z`. */
  readonly date: string;
  readonly token: string | undefined;
  readonly presigned: boolean;
  readonly expiresSeconds: number | undefined;
}

/** Undefined where nobody signed, `"malformed"` where it can't be read. */
export function readSignature({ headers, query }: ServiceRequest): Signature | "malformed" | undefined {
  const presigned = query.has("X-Amz-Signature");
  const header = headers.authorization;
  // Version 2, which S3 once took.
  if (query.has("AWSAccessKeyId")) return "malformed";
  if (!presigned && header === undefined) return undefined;
  const field = (name: string) => (presigned ? query.get(`X-Amz-${name}`) : header?.match(new RegExp(`[ ,]${name}=([^, ]+)`))?.[1]);
  const algorithm = presigned ? query.get("X-Amz-Algorithm") : header?.split(" ", 1)[0];
  const [accessKeyId, ...scope] = field("Credential")?.split("/") ?? [];
  const signature = field("Signature");
  const date = presigned ? query.get("X-Amz-Date") : headers["x-amz-date"];
  const service = scope[2];
  if (algorithm !== "AWS4-HMAC-SHA256" || !accessKeyId || scope.length !== 4 || !service || !signature || !date) return "malformed";
  return {
    accessKeyId,
    scope: scope.join("/"),
    service,
    signedHeaders: field("SignedHeaders")?.split(";") ?? [],
    signature,
    date,
    token: (presigned ? query.get("X-Amz-Security-Token") : headers["x-amz-security-token"]) ?? undefined,
    presigned,
    expiresSeconds: presigned ? Number(query.get("X-Amz-Expires")) : undefined,
  };
}

/** @param payloadHash what the client says that its body's SHA-256 is, or one of the names that S3 has for "not signed" */
export function isSignedBy(principal: Principal, signature: Signature, request: ServiceRequest, payloadHash: string): boolean {
  const canonical = canonicalRequest(signature, request, payloadHash);
  const text = `AWS4-HMAC-SHA256\n${signature.date}\n${signature.scope}\n${sha256(canonical)}`;
  const expected = hmac(signingKey(principal.secretAccessKey, signature.scope), text);
  const given = Buffer.from(signature.signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Good for a day: four hashes that a request needn't wait for. */
const signingKeys = new Map<string, Buffer>();

function signingKey(secret: string, scope: string): Buffer {
  const name = `${secret} ${scope}`;
  let key = signingKeys.get(name);
  if (!key) {
    key = scope.split("/").reduce<Buffer>((part, next) => hmac(part, next), Buffer.from(`AWS4${secret}`));
    if (signingKeys.size >= 1000) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}

function canonicalRequest(signature: Signature, request: ServiceRequest, payloadHash: string): string {
  // S3 signs the path as it is sent; the others encode what is already encoded once more.
  const path = signature.service === "s3" ? request.path : request.path.split("/").map(encode).join("/");
  const query = [...request.query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const headers = signature.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}\n`).join("");
  return [request.method, path, query, headers, signature.signedHeaders.join(";"), payloadHash].join("\n");
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
