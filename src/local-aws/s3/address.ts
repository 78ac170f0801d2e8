/** Which bucket and key a request is about: `/bucket/key`, or `/key` on a host that begins with the bucket. */
import type { ServiceRequest } from "../service.ts";
import { ServiceError } from "../service-error.ts";

export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

export function readAddress({ headers, path }: ServiceRequest): Address {
  const host = headers.host?.match(/^(.+?)\.(?:s3[^:]*\.)?(?:localhost|amazonaws\.com)(?::\d+)?$/)?.[1];
  const ofHost = host === undefined || host === "s3" ? undefined : host;
  const decoded = decodePath(path.slice(1));
  if (ofHost !== undefined) return { bucket: ofHost, key: decoded || undefined };
  const slash = decoded.indexOf("/");
  if (slash < 0) return { bucket: decoded || undefined, key: undefined };
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) || undefined };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ServiceError("InvalidURI", "Couldn't parse the specified URI.");
  }
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}
