/** The last touches to a bundle: what Node needs beyond what esbuild writes, and a source map that is the same on every machine. */
import { nameClass } from "./name-class.ts";

/** The files of a function. */
export interface Bundle {
  /** Ends with the reference to its map. */
  readonly code: string;
  readonly map: string;
  /** What `code` imports where something fails. */
  readonly faults: string;
}

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
 * @param pipeline the name of the class
 * @param written what esbuild wrote, with the reference to its map in its last line
 * @param map its source map
 * @param nameOf what a source of the map is to be called
 */
export function finishBundle(pipeline: string, written: string, map: string, nameOf: (source: string) => string): Omit<Bundle, "faults"> {
  const { version, sources, names, ...rest } = JSON.parse(map) as SourceMap;
  const { code, mappings } = nameClass({ code: written, mappings: rest.mappings }, pipeline);
  const needed = provisions.filter((provision) => provision.needed.test(code));
  const banner =
    needed.length > 0 ? `${[...needed.map(({ imports }) => imports), ...needed.map(({ defines }) => defines)].join("")}\n` : "";
  // A line more before all others.
  const moved = banner ? `;${mappings}` : mappings;
  return { code: banner + code, map: JSON.stringify({ version, sources: sources.map(nameOf), names, mappings: moved }) };
}

interface SourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}
