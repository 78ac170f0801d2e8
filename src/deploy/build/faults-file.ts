/**
 * The second file of every function: what is done where something fails. It is bundled once, with its own copy of what it shares with functions,
 * and the same in all of them, so that what starts and does well reads half as much.
 */

/** Beside `index.mjs`. */
export const faultsFile = "faults.mjs";

export const faultsEntry = {
  /** No step can be called so. */
  name: "orchwits-faults",
  contents: 'export * from "orchwits/lambda-faults";',
  /** What imports it, and how. */
  importer: /[\\/]lambda[\\/]load-faults\.[jt]s$/,
  imported: /^\.\/fault-handling\.[jt]s$/,
} as const;
