/** What to do about a package that an import can't find: it may be there, and only not be built yet. */
import { existsSync } from "node:fs";
import path from "node:path";

/** @param importer the absolute path of the file that imports it */
export function advisePackage(name: string, importer: string): string {
  if (!isInstalled(name, path.dirname(importer))) return `Install it: npm install ${name}`;
  return `'${name}' is installed, but lacks the file that its package.json names for this import: build it, or import what it exports`;
}

function isInstalled(name: string, folder: string): boolean {
  if (existsSync(path.join(folder, "node_modules", name, "package.json"))) return true;
  const parent = path.dirname(folder);
  return parent !== folder && isInstalled(name, parent);
}
