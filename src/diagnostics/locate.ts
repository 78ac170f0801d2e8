/** Turns places from "relative to the pipeline's folder" into what the person at the command line can open. */
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Place } from "../model/graph.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Finding } from "./report.ts";

/** A path with forward slashes, relative to `cwd` where it is inside of it and absolute elsewhere. */
export function displayPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  const outside = shown.startsWith(`..${sep}`) || shown === ".." || isAbsolute(shown);
  return (outside ? resolve(path) : shown).split(sep).join("/");
}

/** The finding of a diagnostic whose places are relative to `directory`. */
export function locate(diagnostic: Diagnostic, directory: string, cwd: string, pipeline?: string): Finding {
  const move = (at: Place): Place => ({ ...at, file: displayPath(resolve(directory, at.file), cwd) });
  return {
    ...diagnostic,
    ...(diagnostic.at && { at: move(diagnostic.at) }),
    ...(diagnostic.related && { related: diagnostic.related.map((place) => ({ ...place, at: move(place.at) })) }),
    ...(pipeline !== undefined && { pipeline }),
  };
}
