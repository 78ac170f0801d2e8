/** `orchwits/vite`: lets Vitest and Vite run pipelines, whose decorators neither Node nor Vite 8 lowers. */
import path from "node:path";
import type { Loader } from "esbuild";

/** A plugin, as far as Vite has to know of it: this package needs none of its versions. */
export interface DecoratorPlugin {
  readonly name: string;
  readonly enforce: "pre";
  readonly transform: (code: string, id: string) => Promise<{ readonly code: string; readonly map: string } | undefined>;
}

const loaders: Readonly<Record<string, Loader>> = { ".ts": "ts", ".mts": "ts", ".cts": "ts", ".tsx": "tsx", ".js": "js", ".mjs": "js" };

/**
 * Lowers the standard decorators of the project's own files, under Vite 6, 7 and 8.
 *
 * @example
 * // vitest.config.ts
 * import { lowerDecorators } from "orchwits/vite";
 * import { defineConfig } from "vitest/config";
 *
 * export default defineConfig({ plugins: [lowerDecorators()] });
 */
export function lowerDecorators(): DecoratorPlugin {
  return {
    name: "orchwits:decorators",
    // Before Vite's own, which takes the types away and leaves decorators as they are.
    enforce: "pre",
    async transform(code, id) {
      const [file = ""] = id.split("?");
      const loader = loaders[path.extname(file)];
      if (!loader || file.includes("/node_modules/") || !/@[\w$(]/.test(code)) return undefined;
      const { transform } = await import("esbuild");
      return transform(code, { loader, target: "node22", sourcefile: file, sourcemap: "external" });
    },
  };
}
