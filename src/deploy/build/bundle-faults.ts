/** What esbuild complains of, in words that say what to do. */
import path from "node:path";
import type { Message } from "esbuild";
import { advisePackage } from "../../diagnostics/advise-package.ts";
import type { BuildFinding } from "./build.ts";

export function findingOf({ text, location }: Message, folder: string): BuildFinding {
  const at = location && {
    at: { file: path.resolve(folder, location.file.replace(/\?[^/\\?]*$/, "")), line: location.line, column: location.column + 1 },
  };
  return { ...describe(text, at?.at.file ?? path.join(folder, "pipeline.ts")), ...at };
}

function describe(text: string, importer: string): Omit<BuildFinding, "at"> {
  const addon = /^No loader is configured for "\.node" files: (.*)$/.exec(text);
  if (addon) {
    const name = packageOf(addon[1] ?? "") ?? addon[1] ?? "";
    return { message: `'${name}' is a native addon, which no bundle can hold.`, fix: adviseLayer(name) };
  }
  const [, strange] = /^No loader is configured for ".*" files: (.*)$/.exec(text) ?? [];
  if (strange !== undefined) {
    const name = packageOf(strange);
    return {
      message: `'${path.basename(strange)}'${name ? ` of '${name}'` : ""} is no module: what is imported is JavaScript, TypeScript, JSON or text.`,
      fix: name ? adviseLayer(name) : "Make a module of it that exports what is in it, or put it into a layer and read it below /opt.",
    };
  }
  const missing = /^Could not resolve "(.*)"$/.exec(text);
  if (missing) {
    const [, specifier = ""] = missing;
    const isPackage = !/^[./#]/.test(specifier);
    return {
      message: `'${specifier}' can't be found.`,
      ...(isPackage && {
        fix: `${advisePackage(packageName(specifier), importer)}. If a layer provides it, build with --external ${packageName(specifier)}.`,
      }),
    };
  }
  return { message: /[.!?]$/.test(text) ? text : `${text}.` };
}

/** What to do with a package that only a layer can hold. */
export function adviseLayer(name: string): string {
  return `Put '${name}' into a layer, name that in the step's option 'layers', and build with --external ${name}.`;
}

/** The package that a file belongs to. */
export function packageOf(file: string): string | undefined {
  const inside = /^.*node_modules\/(.*)$/.exec(file.replaceAll("\\", "/"));
  return inside?.[1] ? packageName(inside[1]) : undefined;
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
