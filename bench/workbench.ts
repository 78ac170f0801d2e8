/** A folder in which generated sources find this package as a user's would, and how its runs are timed and printed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Makes a project folder, and removes it when `use` is done with it. */
export async function inProject(use: (write: (name: string, text: string) => string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-bench-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/orchwits"), "junction");
    writeFileSync(join(folder, "package.json"), `{ "private": true, "type": "module" }`);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { target: "es2023", module: "nodenext", strict: true, types: [], skipLibCheck: true, noEmit: true },
      }),
    );
    await use((name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a script in a process of its own. */
export function runScript(
  script: string,
  words: readonly string[],
  cwd = root,
): { status: number | null; stdout: string; milliseconds: number } {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], { cwd, encoding: "utf8" });
  return { status, stdout: stdout + stderr, milliseconds: performance.now() - began };
}

/** The middle one of several measurements, and the least. */
export function measure(times: number, once: () => number): { median: number; least: number } {
  const all = Array.from({ length: times }, once).sort((a, b) => a - b);
  return { median: all[Math.floor(all.length / 2)] as number, least: all[0] as number };
}

/** Prints rows as a table, numbers to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ");
  console.log([line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n"));
}

export function format(milliseconds: number): string {
  if (milliseconds >= 10_000) return `${Math.round(milliseconds).toLocaleString("en-US")} ms`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}
