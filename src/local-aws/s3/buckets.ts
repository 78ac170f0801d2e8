/** Buckets and the objects in them, in memory. */
import { createHash } from "node:crypto";
import type { Clock } from "../../engine/clock.ts";
import { ServiceError } from "../service-error.ts";

export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  /** In quotation marks. */
  readonly etag: string;
  readonly modifiedAt: number;
  /** What comes back with it: content type, user metadata, checksums. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  readonly objects: Map<string, StoredObject>;
  /** The bodies of its settings by name: `encryption`, `lifecycle` and so on. */
  readonly settings: Map<string, string>;
}

/** What happened to an object. */
export interface ObjectEvent {
  readonly name: "ObjectCreated:Put" | "ObjectCreated:CompleteMultipartUpload" | "ObjectRemoved:Delete";
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Without quotation marks. */
  readonly etag: string;
  /** Grows with each change of a key, in hexadecimal. */
  readonly sequencer: string;
  readonly at: number;
}

/** Buckets without a request, for provisioning. */
export interface Buckets {
  /** Makes a bucket, or gives the one that has the name. */
  create(name: string): Bucket;
  /** With all that is in it. */
  delete(name: string): void;
  /** @throws ServiceError where there is none */
  find(name: string): Bucket;
  all(): readonly Bucket[];
  put(bucket: string, object: Pick<StoredObject, "key" | "body" | "headers">, etag?: string): StoredObject;
  remove(bucket: string, key: string): void;
  /** Tells of every change of a bucket's objects. Returns what ends it. */
  watch(bucket: string, listener: (event: ObjectEvent) => void): () => void;
}

export function makeBuckets(clock: Clock): Buckets {
  const buckets = new Map<string, Bucket>();
  const listeners = new Map<string, Set<(event: ObjectEvent) => void>>();
  let changes = 0;
  const tell = (name: ObjectEvent["name"], bucket: string, key: string, object?: StoredObject) => {
    const sequencer = (++changes).toString(16).toUpperCase().padStart(16, "0");
    const event = { name, bucket, key, size: object?.body.length ?? 0, etag: object?.etag.slice(1, -1) ?? "", sequencer, at: clock.now() };
    for (const listener of listeners.get(bucket) ?? []) listener(event);
  };
  const find = (name: string) => {
    const bucket = buckets.get(name);
    if (bucket) return bucket;
    throw new ServiceError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
  };
  return {
    find,
    create(name) {
      const bucket = buckets.get(name) ?? { name, createdAt: clock.now(), objects: new Map(), settings: new Map() };
      buckets.set(name, bucket);
      return bucket;
    },
    delete(name) {
      buckets.delete(name);
      listeners.delete(name);
    },
    all: () => [...buckets.values()],
    put(name, { key, body, headers }, etag) {
      const made = etag ?? `"${createHash("md5").update(body).digest("hex")}"`;
      const object = { key, body, headers, etag: made, modifiedAt: clock.now() };
      find(name).objects.set(key, object);
      tell(etag === undefined ? "ObjectCreated:Put" : "ObjectCreated:CompleteMultipartUpload", name, key, object);
      return object;
    },
    remove(name, key) {
      if (find(name).objects.delete(key)) tell("ObjectRemoved:Delete", name, key);
    },
    watch(bucket, listener) {
      const all = listeners.get(bucket) ?? new Set();
      listeners.set(bucket, all.add(listener));
      return () => all.delete(listener);
    },
  };
}
