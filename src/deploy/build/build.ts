/** What building a pipeline gives: one bundle for each function of its stack. */

/** The functions of a stack: one for each step, and those of ours. */
export type FunctionKind = "step" | "failure" | "relay" | "recovery";

/** A function's code, ready to be uploaded. */
export interface BuiltFunction {
  /** The function's name without the stack's prefix: the step's, `onFailure`, `orchwits-relay`, `orchwits-recovery`. */
  readonly name: string;
  readonly kind: FunctionKind;
  /** Lambda's name of the handler. */
  readonly handler: "index.handler";
  /** The absolute folder that holds `index.mjs` and its source map. */
  readonly folder: string;
  /** The zip file: the same source gives the same bytes. */
  readonly zip: Uint8Array;
  /** SHA-256 of the zip file, in hexadecimal. */
  readonly hash: string;
  /** Bytes of `index.mjs`, as it is and gzipped. */
  readonly bytes: number;
  readonly gzipBytes: number;
}

export interface Build {
  readonly functions: readonly BuiltFunction[];
}
