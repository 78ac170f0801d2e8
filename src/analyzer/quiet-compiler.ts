/** Starts the native compiler so that it has no words of its own on our stderr: interrupted, it writes a hundred lines of a Go panic. */
import childProcess, { type SpawnOptions } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { API } from "typescript/unstable/sync";

/** Of a fault of its own, the API throws an error; whoever looks for more gets to see it. */
const stderr = process.env.ORCHWITS_DEBUG === "1" ? "inherit" : "ignore";

/** Opens the compiler's API. TypeScript 7.0.2 has no option for where the stderr of its process goes, so the call that starts it is changed. */
export function startCompiler(options: ConstructorParameters<typeof API>[0]): API {
  const { spawn } = childProcess;
  const spawnQuietly = (file: string, words: readonly string[], { stdio, ...others }: SpawnOptions) =>
    spawn(file, words, { ...others, stdio: Array.isArray(stdio) ? [...stdio.slice(0, 2), stderr] : (stdio ?? "pipe") });
  Object.assign(childProcess, { spawn: spawnQuietly });
  syncBuiltinESMExports();
  try {
    return new API(options);
  } finally {
    Object.assign(childProcess, { spawn });
    syncBuiltinESMExports();
  }
}
