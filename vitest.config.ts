/** How the tests run: sources as they are, with decorators lowered, and `orchwits` meaning this checkout. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // No Node runs decorators yet; esbuild lowers them for a target that lacks them.
  esbuild: { target: "node22" },
  resolve: {
    alias: [
      { find: /^orchwits$/, replacement: here("src/index.ts") },
      { find: /^orchwits\/toolkit$/, replacement: here("src/toolkit.ts") },
      { find: /^orchwits\/testing$/, replacement: here("src/testing.ts") },
      { find: /^orchwits\/client$/, replacement: here("src/client.ts") },
    ],
  },
  test: {
    include: ["{src,test,examples,bench,docs}/**/*.test.ts"],
    setupFiles: [here("test/no-stray-warnings.ts")],
    // Ends what hangs, and judges nobody: a test that starts processes or compilers takes ten times as long on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Vitest keeps a core for itself by default, and then needs next to nothing of it.
    maxWorkers: "100%",
    coverage: { include: ["src/**/*.ts"], exclude: ["src/**/*.test.ts", "src/**/*.fixture.ts"] },
  },
});
