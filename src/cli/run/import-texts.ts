/** Lets a run import `.txt` files as their text, as bundles do. */
import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";

let imported = false;

/**
 * From here on, in this process, for sources that are ES modules. Node before 22.15 has no such hooks, and a source that counts as CommonJS
 * asks none: there, such an import is refused as Node refuses it.
 */
export function importTexts(): void {
  if (imported) return;
  imported = true;
  nodeModule.registerHooks?.({
    load(url, context, nextLoad) {
      // Behind the file's name may stand a query, by which a loader tells one import from another.
      const { protocol, pathname, href } = new URL(url);
      if (protocol !== "file:" || !pathname.endsWith(".txt")) return nextLoad(url, context);
      const text = readFileSync(new URL(pathname, href), "utf8");
      return { format: "module", source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
    },
  });
}
