/** The last touches to a bundle: what Node needs beyond what esbuild writes, and a source map that is the same on every machine. */
import path from "node:path";
import type { Bundle } from "./settle-names.ts";

/** What CommonJS code expects to be there, which an ES module has to make for itself. */
const provisions = [
  {
    // esbuild's own stand-in for `require` says this where there is none.
    needed: /Dynamic require of|[^\w$.]require\(|=require[^\w$]/,
    imports: 'import{createRequire as orchwitsRequire}from"node:module";',
    defines: "const require=orchwitsRequire(import.meta.url);",
  },
  {
    needed: /[^\w$.]__(?:file|dir)name[^\w$:]/,
    imports: 'import{fileURLToPath as orchwitsPath}from"node:url";',
    defines: 'const __filename=orchwitsPath(import.meta.url),__dirname=orchwitsPath(new URL(".",import.meta.url));',
  },
];

/**
 * @param code what esbuild wrote, with the reference to its map in its last line
 * @param map its source map
 * @param folders where the map's sources are relative to, and what they are to be relative to
 */
export function finishBundle(code: string, map: string, folders: { readonly from: string; readonly to: string }): Bundle {
  const needed = provisions.filter((provision) => provision.needed.test(code));
  const banner =
    needed.length > 0 ? `${[...needed.map(({ imports }) => imports), ...needed.map(({ defines }) => defines)].join("")}\n` : "";
  const { sources, mappings, names, version } = JSON.parse(map) as {
    version: number;
    sources: string[];
    names: string[];
    mappings: string;
  };
  const named = sources.map((source) => portableName(path.resolve(folders.from, source), folders.to));
  // A line more before all others.
  return {
    code: banner + withoutFileNames(code),
    map: JSON.stringify({ version, sources: named, names, mappings: banner ? `;${mappings}` : mappings }),
  };
}

/** What esbuild calls modules by where nothing is minified: where they lie. Blanks take their place, so that all else stays in its own. */
function withoutFileNames(code: string): string {
  return code.replace(
    /(__(?:commonJS|esm)\(\{)("(?:[^"\\]|\\.)*")/g,
    (_, before: string, name: string) => `${before}"m"${" ".repeat(name.length - 3)}`,
  );
}

/** A file's name that says nothing of the machine: relative to the pipeline's folder, a package's from `node_modules/` on. */
export function portableName(file: string, folder: string): string {
  const plain = stripNamespace(file).replaceAll(path.sep, "/");
  const inPackage = plain.lastIndexOf("/node_modules/");
  if (inPackage >= 0) return plain.slice(inPackage + 1);
  const ours = plain.startsWith(ownFolder) ? `node_modules/orchwits/${plain.slice(ownFolder.length)}` : undefined;
  return ours ?? path.posix.relative(folder.replaceAll(path.sep, "/"), plain);
}

/** Without `?step`, which tells the same file in one bundle from that in another. */
function stripNamespace(file: string): string {
  const entry = /orchwits-(entry|layer):(.*)$/.exec(file);
  if (entry) return `/node_modules/orchwits/${entry[1]}/${entry[2]}`;
  return file.replace(/\?[^/\\?]*$/, "");
}

const ownFolder = new URL("../../../", import.meta.url).pathname;
