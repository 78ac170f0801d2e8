/** Messages: what tells a worker to run one hop. Everything that an execution needs between two hops travels in them. */

/** A value in a stored state: itself, or a reference to the blob that holds its JSON. */
export type StoredValue = unknown | BlobReference;

/** Stands for a value too large to travel. A user's own value that looks like one is stored as a blob, so that it can't pose as one. */
export interface BlobReference {
  /** SHA-256 of the value's JSON in UTF-8, as 64 hexadecimal digits: also the blob's key. */
  readonly $blob: string;
  /** Bytes of that JSON. */
  readonly size: number;
}

/** A state whose large values are references. The order of the keys is part of it. */
export type StoredState = Readonly<Record<string, StoredValue>>;

/** Asks for one attempt of one hop. Delivering it twice, late, or out of order changes nothing. */
export interface Message {
  readonly execution: string;
  /** The branch of the execution; `""` is its trunk. */
  readonly branch: string;
  /** Counts from 0 within the branch. */
  readonly hop: number;
  readonly step: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** What the step was left by those before it. */
  readonly state: StoredState;
  /** The hop from which `maxHops` counts: 0, or where the execution was resumed. */
  readonly countedFrom: number;
  /** The hash of the graph that the sender knew, null where it knew none. */
  readonly graph: string | null;
}

/** Identifies an attempt. */
export type AttemptIdentity = Pick<Message, "execution" | "step" | "hop" | "attempt">;

export function identityOf({ execution, step, hop, attempt }: Message): AttemptIdentity {
  return { execution, step, hop, attempt };
}

/** Whether a stored value is a reference to a blob. */
export function isBlobReference(value: unknown): value is BlobReference {
  return typeof value === "object" && value !== null && typeof (value as BlobReference).$blob === "string";
}
