/** Names of files that say nothing of the machine: the same wherever a project lies. */
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package that is running: of sources, where nothing was built. */
const ownFolder = slashed(fileURLToPath(new URL("../../../", import.meta.url)));

/**
 * Names absolute files relative to a folder, those of packages from `node_modules/` on.
 *
 * @returns a function that knows what it was asked before: every bundle asks for the same files
 */
export function portableNames(folder: string): (file: string) => string {
  const known = new Map<string, string>();
  return (file) => {
    const name = known.get(file) ?? portableName(slashed(file), slashed(folder));
    known.set(file, name);
    return name;
  };
}

function portableName(file: string, folder: string): string {
  const made = /orchwits-(?:entry|layer):(.*)$/.exec(file);
  if (made) return `node_modules/orchwits/entry/${made[1]}`;
  // `?step` tells a file in one bundle from the same in another.
  const plain = file.replace(/\?[^/?]*$/, "");
  const inPackage = plain.lastIndexOf("/node_modules/");
  if (inPackage >= 0) return plain.slice(inPackage + 1);
  if (plain.startsWith(ownFolder)) return `node_modules/orchwits/${plain.slice(ownFolder.length)}`;
  return path.posix.relative(folder, plain);
}

function slashed(file: string): string {
  return file.replaceAll(path.sep, "/");
}
