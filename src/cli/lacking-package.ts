/** Tells when a package that this one needs is missing, or is another than it should be: that is mended in the project, not here. */
import { fileURLToPath } from "node:url";
import { readManifest } from "./manifest.ts";

const codes = new Set(["ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED", "MODULE_NOT_FOUND"]);
const ownFolder = fileURLToPath(new URL("../", import.meta.url));

/** @returns what to do, where that is what an error comes from */
export function describeLackingPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !codes.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
  const [, what = "", importer = ""] = /^(.+) imported from (.+)$/m.exec(error.message) ?? [];
  if (!importer.startsWith(ownFolder)) return undefined;
  const [, asked, inPath = asked] = /Cannot find package '([^']+)'|.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/']+)/.exec(what) ?? [];
  const name = inPath?.replaceAll("\\", "/") ?? "";
  const version = readManifest().dependencies[name];
  if (version === undefined) return undefined;
  return `orchwits needs '${name}' ${version}, and finds none or another. Install again: npm install. If the package.json has "overrides" or "resolutions" for '${name}', let them leave out orchwits, such as: "overrides": { "${name}": …, "orchwits": { "${name}": "${version}" } }.`;
}
