/** The folders that are watched for changes of sources: what becomes of those that can't be read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { foldersOf, watchFolders } from "./watch-targets.ts";

test("a folder that has gone ends nothing: the others are watched", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-watch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "src/steps"), { recursive: true });
  const gone = join(folder, "gone");
  const readings = [join(folder, "src"), gone].map((directory) => ({ directory, pipelines: [], diagnostics: [] }));
  const folders = foldersOf(readings as never);
  expect([...folders]).toEqual([join(folder, "src"), join(folder, "src/steps"), gone]);

  await new Promise<void>((done) => {
    const changes = watchFolders(done);
    onTestFinished(() => changes.close());
    changes.add([gone, ...folders]);
    writeFileSync(join(folder, "src/steps/tea.ts"), "");
  });
});
