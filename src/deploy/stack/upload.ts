/** Uploads what a deployment needs under the hash of its content, so that what is there already is never sent again. */
import { createHash } from "node:crypto";
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Session } from "./session.ts";

/** An object to be. */
export interface Artifact {
  readonly key: string;
  readonly body: Uint8Array | string;
  readonly contentType: string;
}

export interface Uploaded {
  readonly objects: number;
  readonly bytes: number;
  /** What was there already. */
  readonly skipped: number;
}

const atOnce = 8;

/** A function's code. @param hash SHA-256 in hexadecimal */
export function codeKey(hash: string): string {
  return `functions/${hash}.zip`;
}

export function templateArtifact(text: string): Artifact {
  return { key: `templates/${createHash("sha256").update(text).digest("hex")}.yaml`, body: text, contentType: "application/yaml" };
}

/** @param onUploaded is told each object that was sent */
export async function upload(session: Session, bucket: string, artifacts: readonly Artifact[]): Promise<Uploaded> {
  const waiting = [...new Map(artifacts.map((artifact) => [artifact.key, artifact])).values()];
  const total = waiting.length;
  let [objects, bytes] = [0, 0];
  const work = async () => {
    for (let artifact = waiting.shift(); artifact; artifact = waiting.shift()) {
      if (await isThere(session, bucket, artifact.key)) continue;
      await put(session, bucket, artifact);
      objects++;
      bytes += Buffer.byteLength(artifact.body);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { objects, bytes, skipped: total - objects };
}

async function isThere(session: Session, bucket: string, key: string): Promise<boolean> {
  try {
    await session.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ExpectedBucketOwner: session.account }));
    return true;
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return false;
    return session.call("s3:GetObject", () => Promise.reject(error));
  }
}

function put({ s3, account, call }: Session, bucket: string, { key, body, contentType }: Artifact): Promise<unknown> {
  const checksum = createHash("sha256").update(body).digest("base64");
  return call("s3:PutObject", () =>
    s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        ChecksumSHA256: checksum,
        ExpectedBucketOwner: account,
      }),
    ),
  );
}

/**
 * Where CloudFormation reads a template from. The path names the bucket, as AWS's own command line has it: names with dots fit no
 * certificate. Which domain a region has, the SDK knows.
 */
export function templateUrl(
  { s3, region }: Pick<Session, "s3" | "region">,
  bucket: string,
  key: string,
  endpoint: string | undefined,
): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/$/, "")}/${bucket}/${key}`;
  const { url } = s3.config.endpointProvider({ Region: region, Bucket: bucket, ForcePathStyle: true });
  return `${url.href}/${key}`;
}
