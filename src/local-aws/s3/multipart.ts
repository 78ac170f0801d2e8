/** Uploads in parts, as clients do with large or endless bodies. */
import { createHash, randomUUID } from "node:crypto";
import { ServiceError } from "../service-error.ts";
import { elementsOf, textOf } from "./xml.ts";

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Part>;
}

interface Part {
  readonly etag: string;
  readonly body: Uint8Array;
}

export interface Uploads {
  create(upload: Omit<Upload, "parts">): string;
  /** @throws ServiceError where there is none */
  find(id: string): Upload;
  /** Gives the part's ETag. */
  put(id: string, number: number, body: Uint8Array): string;
  /** @param xml which parts it is made of */
  join(id: string, xml: string): { readonly body: Uint8Array; readonly etag: string; readonly headers: Readonly<Record<string, string>> };
  remove(id: string): void;
}

/** The smallest part but for the last (S3 quotas). */
const smallestPart = 5 * 1024 * 1024;

export function makeUploads(): Uploads {
  const uploads = new Map<string, Upload>();
  const find = (id: string) => {
    const upload = uploads.get(id);
    if (upload) return upload;
    throw new ServiceError("NoSuchUpload", "The specified upload does not exist. It may have been aborted or completed.", 404);
  };
  return {
    find,
    create(upload) {
      const id = randomUUID();
      uploads.set(id, { ...upload, parts: new Map() });
      return id;
    },
    put(id, number, body) {
      const etag = `"${createHash("md5").update(body).digest("hex")}"`;
      find(id).parts.set(number, { etag, body });
      return etag;
    },
    join(id, xml) {
      const upload = find(id);
      const parts = elementsOf(xml, "Part").map((one) => {
        const part = upload.parts.get(Number(textOf(one, "PartNumber")));
        if (part && part.etag.replaceAll('"', "") === textOf(one, "ETag")?.replaceAll('"', "")) return part;
        throw new ServiceError("InvalidPart", "One or more of the specified parts could not be found.");
      });
      if (parts.slice(0, -1).some(({ body }) => body.length < smallestPart)) {
        throw new ServiceError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
      }
      const hash = createHash("md5");
      for (const { etag } of parts) hash.update(Buffer.from(etag.replaceAll('"', ""), "hex"));
      return {
        body: Buffer.concat(parts.map(({ body }) => body)),
        etag: `"${hash.digest("hex")}-${parts.length}"`,
        headers: upload.headers,
      };
    },
    remove(id) {
      find(id);
      uploads.delete(id);
    },
  };
}
