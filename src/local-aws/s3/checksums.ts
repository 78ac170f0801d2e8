/** The checksums that clients send with objects: verified as S3 does, and given back with the object. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { ServiceError } from "../service-error.ts";

/** Each verified algorithm; CRC64NVME is kept as it is told, because nothing here computes it. */
const algorithms: Readonly<Record<string, (body: Uint8Array) => Buffer>> = {
  crc32: (body) => bigEndian(crc32(body)),
  crc32c: (body) => bigEndian(crc32c(body)),
  sha1: (body) => createHash("sha1").update(body).digest(),
  sha256: (body) => createHash("sha256").update(body).digest(),
};

const header = /^x-amz-checksum-(crc32|crc32c|sha1|sha256|crc64nvme)$/;

/** The checksum headers of a request, verified. */
export function verifyChecksums(headers: Readonly<Record<string, string | undefined>>, body: Uint8Array): Readonly<Record<string, string>> {
  const md5 = headers["content-md5"];
  if (md5 !== undefined && md5 !== createHash("md5").update(body).digest("base64")) {
    throw new ServiceError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const algorithm = header.exec(name)?.[1];
    if (algorithm === undefined || value === undefined) continue;
    const computed = algorithms[algorithm]?.(body).toString("base64");
    if (computed !== undefined && computed !== value) {
      const message = `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`;
      throw new ServiceError("BadDigest", message);
    }
    found[name] = value;
  }
  return found;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Castagnoli's polynomial, reflected. */
const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(body: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of body) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return value ^ 0xffffffff;
}
