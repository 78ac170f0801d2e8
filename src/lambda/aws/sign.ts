/** Signs requests with AWS Signature Version 4 ("Create a signed AWS API request", IAM user guide). */
import type { Credentials } from "./credentials.ts";
import { encodeUri } from "./encode-uri.ts";
import { hmac, sha256 } from "./hashes.ts";

export interface UnsignedRequest {
  readonly method: string;
  /** As it is sent: encoded, and beginning with a slash. */
  readonly path: string;
  /** As it is sent: see {@link writeQuery}. */
  readonly query: string;
  /** All of them are signed; `host` must be among them. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payloadHash: string;
}

export interface SigningScope {
  /** As in the scope of a signature: `dynamodb`, `s3`, `lambda`, `sqs`, `scheduler`. */
  readonly service: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The headers to send: those given, and those that make the signature. */
export function sign(request: UnsignedRequest, credentials: Credentials, { service, region, now }: SigningScope): Record<string, string> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const date = time.slice(0, 8);
  const headers: Record<string, string> = { ...request.headers, "x-amz-date": time, "x-amz-content-sha256": request.payloadHash };
  if (credentials.sessionToken) headers["x-amz-security-token"] = credentials.sessionToken;
  const names = Object.keys(headers).sort();
  const signed = names.join(";");
  const canonical = [
    request.method,
    // S3 takes paths as they are sent; all other services encode them once more.
    service === "s3" ? request.path : request.path.split("/").map(encodeUri).join("/"),
    request.query,
    ...names.map((name) => `${name}:${oneSpaced(headers[name] as string)}`),
    "",
    signed,
    request.payloadHash,
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const key = signingKey(credentials.secretAccessKey, date, region, service);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString("hex");
  const { accessKeyId } = credentials;
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
  return headers;
}

/** ASCII's spaces only: whoever verifies knows no others. */
function oneSpaced(value: string): string {
  return value.replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
}

/** A query as it is both sent and signed: sorted and encoded. */
export function writeQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => [encodeUri(name), encodeUri(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join("="))
    .join("&");
}

const keys = new Map<string, Buffer>();

/** A key is good for a day, a region and a service; making it takes four hashes, so that it is kept. */
function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  const name = [secret, date, region, service].join("\n");
  let key = keys.get(name);
  if (!key) {
    if (keys.size > 50) keys.clear();
    key = [date, region, service, "aws4_request"].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
    keys.set(name, key);
  }
  return key;
}
