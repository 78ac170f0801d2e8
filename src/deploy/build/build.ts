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
  /** The absolute folder that holds `index.mjs`, its source map, and `faults.mjs`. */
  readonly folder: string;
  /** The zip file: the same source gives the same bytes. */
  readonly zip: Uint8Array;
  /** SHA-256 of the zip file, in hexadecimal. */
  readonly hash: string;
  /** Bytes of `index.mjs`, which a cold start reads, as it is and gzipped. */
  readonly bytes: number;
  readonly gzipBytes: number;
  /** What takes room in `index.mjs`, the largest first: packages, own files, and `orchwits`. */
  readonly parts: readonly BundlePart[];
}

export interface BundlePart {
  /** A package's name, or an own file relative to the pipeline's folder. */
  readonly name: string;
  readonly bytes: number;
}

export interface Build {
  readonly functions: readonly BuiltFunction[];
  /** Bytes of `faults.mjs`, which every function has and only reads where something fails, as it is and gzipped. */
  readonly faults: { readonly bytes: number; readonly gzipBytes: number };
  /** What may not work as it is expected to: sentences. */
  readonly warnings: readonly BuildFinding[];
  /** What esbuild says of inputs and outputs, paths relative to the pipeline's folder. */
  readonly metafile: object;
}

/** What a build has to say about a source. */
export interface BuildFinding {
  readonly message: string;
  readonly fix?: string;
  /** The absolute path of the file, with a line and a column that count from 1. */
  readonly at?: { readonly file: string; readonly line: number; readonly column: number };
}
