/** Writes more than anyone reads at once: no line may be lost, and none may fail the step that wrote it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";

const { code: writing } = transformSync(readFileSync(new URL("write-line.ts", import.meta.url), "utf8"), { loader: "ts" });

test.each([
  ["as it is", ""],
  ["when a package has made process.stdout, so that writing doesn't wait any more", "process.stdout;"],
])("a pipe that is full, %s", async (_, before) => {
  const lines = 'for (let line = 0; line < 100; line++) writeLine(line + " " + "x".repeat(20_000));';
  const code = `${writing} ${before} process.stderr.write("begins"); ${lines}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code]);
  await once(child.stderr, "data");
  const [written, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  expect(exitCode).toBe(0);
  const sizes = written.split("\n").map((line) => line.replace(/x+/, ({ length }) => `${length}`));
  expect(sizes).toEqual([...Array.from({ length: 100 }, (_, line) => `${line} 20000`), ""]);
});
