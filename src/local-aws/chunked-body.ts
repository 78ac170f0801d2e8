/** Takes `aws-chunked` bodies apart: how SDKs send S3 what they stream, with the checksum in a trailer. */
import { ServiceError } from "./service-error.ts";

/** The names that `x-amz-content-sha256` has for chunked bodies. The signatures of single chunks are not verified, only the request's. */
export function isChunked(contentSha256: string | undefined): boolean {
  return contentSha256?.startsWith("STREAMING-") === true;
}

/** @param decodedLength from `x-amz-decoded-content-length` */
export function readChunked(
  body: Buffer,
  decodedLength: string | undefined,
): { readonly body: Buffer; readonly trailers: Readonly<Record<string, string>> } {
  const chunks: Buffer[] = [];
  let position = 0;
  const readLine = () => {
    const end = body.indexOf("\r\n", position);
    if (end < 0) throw new ServiceError("IncompleteBody", "The request body terminated unexpectedly");
    const line = body.toString("latin1", position, end);
    position = end + 2;
    return line;
  };
  for (;;) {
    const size = Number.parseInt(readLine(), 16);
    if (!(size >= 0) || position + size > body.length) throw new ServiceError("IncompleteBody", "The request body terminated unexpectedly");
    if (size === 0) break;
    chunks.push(body.subarray(position, position + size));
    position += size + 2;
  }
  const trailers: Record<string, string> = {};
  while (position < body.length) {
    const line = readLine();
    const colon = line.indexOf(":");
    if (colon > 0) trailers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const decoded = Buffer.concat(chunks);
  if (decodedLength !== undefined && Number(decodedLength) !== decoded.length) {
    throw new ServiceError("IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header.");
  }
  return { body: decoded, trailers };
}
