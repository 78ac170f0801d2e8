/** Errors as the user wants to see them: their own frames, with paths that can be opened, and nothing of what carries them. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { displayPath } from "../../diagnostics/locate.ts";
import { nameOf, shorten } from "./shorten.ts";

const deepestCause = 5;
const packageFolder = dirname(fileURLToPath(new URL("../../../package.json", import.meta.url)));
const carriers = [/^node:/, /^internal\//, /[/\\]node_modules[/\\](?:tsx|esbuild|orchwits)[/\\]/];

/** An error as text: name, message, the user's frames, other properties, causes. */
export function showError(error: unknown, cwd: string, className?: string, depth = 0): string {
  if (!(error instanceof Error)) return `Thrown: ${shorten(error, 500)}`;
  const frames = userFrames(error.stack ?? "", className).map(({ label, file, line, column }) => {
    const place = `${displayPath(file, cwd)}:${line}:${column}`;
    return `    at ${label ? `${label} (${place})` : place}`;
  });
  const more = Object.entries(error).filter(([key]) => key !== "cause" && key !== "name" && key !== "stack");
  const headline = error.message === "" ? error.name : `${error.name}: ${error.message}`;
  const lines = [headline, ...frames, ...more.map(([key, value]) => `    ${nameOf(key)}: ${shorten(value, 200)}`)];
  const inner = [...(error.cause === undefined ? [] : [error.cause]), ...(error instanceof AggregateError ? error.errors : [])];
  if (depth < deepestCause)
    lines.push(...inner.map((cause) => `  caused by ${showError(cause, cwd, className, depth + 1).replaceAll("\n", "\n  ")}`));
  return lines.join("\n");
}

/** The place in the user's own sources where an error was thrown, with the source's text. */
export function throwSite(error: unknown): { file: string; line: number; column: number; source: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const own = userFrames(error.stack ?? "").find(({ file }) => !/[/\\]node_modules[/\\]/.test(file));
  return own && existsSync(own.file) ? { ...own, source: readFileSync(own.file, "utf8") } : undefined;
}

interface Frame {
  readonly label: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function userFrames(stack: string, className?: string): Frame[] {
  const frames: Frame[] = [];
  for (const line of stack.split("\n")) {
    const match = /^\s+at (?:(.*?) \()?(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/.exec(line);
    if (!match?.[2]) continue;
    const path = match[2].replace(/\?.*$/, "");
    if (carriers.some((carrier) => carrier.test(path)) || isOurs(path)) continue;
    const file = line.includes("file://") ? fileURLToPath(`file://${path}`) : path;
    // The lowered class has a leading underscore, which the user never wrote.
    const label = className === undefined ? match[1] : match[1]?.replace(`_${className}.`, `${className}.`);
    frames.push({ label, file, line: Number(match[3]), column: Number(match[4]) });
  }
  return frames;
}

function isOurs(path: string): boolean {
  const absolute = resolve(path);
  return absolute.startsWith(resolve(packageFolder, "dist")) || absolute.startsWith(resolve(packageFolder, "src"));
}
