/** What was built, as a table: how large each function's code is, and because of what. */
import type { BuiltFunction } from "../../deploy/build/build.ts";

/** How many parts of each are named. */
const named = 2;

export function buildTable(functions: readonly BuiltFunction[]): string {
  const rows = functions.map(({ name, bytes, gzipBytes, parts }) => [
    name,
    count(bytes),
    count(gzipBytes),
    parts
      .slice(0, named)
      .map((part) => `${part.name} ${count(part.bytes)}`)
      .join(", "),
  ]);
  const table = [["function", "bytes", "gzip", "largest in it"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table
    .map(([name = "", bytes = "", gzip = "", parts = ""]) =>
      `${name.padEnd(widths[0] ?? 0)}  ${bytes.padStart(widths[1] ?? 0)}  ${gzip.padStart(widths[2] ?? 0)}  ${parts}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function count(bytes: number): string {
  return bytes.toLocaleString("en");
}
