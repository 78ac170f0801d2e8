/** The folders that are watched for changes of sources: what becomes of those that go, come again, are replaced, or can't be read. */
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, watch as watchFolder, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { foldersBelow, foldersOf } from "./source-folders.ts";
import { watchFolders } from "./watch-folders.ts";

/** A project with two folders of sources, which are watched. */
function watchProject() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "orchwits-watch-")));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (file: string) => writeFileSync(join(root, file), String(Math.random()));
  mkdirSync(join(root, "src/steps"), { recursive: true });
  write("src/pipeline.ts");
  write("src/steps/tea.ts");
  let changes = 0;
  let wake = () => {};
  const watch = watchFolders(() => {
    changes++;
    wake();
  }, root);
  onTestFinished(() => watch.close());
  watch.add(foldersBelow(join(root, "src")));
  /** Does something, and waits until it is noticed. */
  const noticed = async (act: () => void) => {
    const before = changes;
    act();
    while (changes === before) await new Promise<void>((done) => (wake = done));
  };
  return { root, write, noticed, changes: () => changes, settled: watch.settled };
}

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

test("a file is seen to be written, replaced as editors save, deleted, and made", async () => {
  const { root, write, noticed } = watchProject();
  await noticed(() => write("src/pipeline.ts"));
  await noticed(() => {
    write("src/.pipeline.ts.tmp");
    renameSync(join(root, "src/.pipeline.ts.tmp"), join(root, "src/pipeline.ts"));
  });
  await noticed(() => write("src/pipeline.ts"));
  await noticed(() => rmSync(join(root, "src/steps/tea.ts")));
  await noticed(() => write("src/steps/tea.ts"));
});

test.each(["src/steps", "src"])("%s is watched again after it was deleted and made again", async (folder) => {
  const { root, write, noticed } = watchProject();
  const make = () => {
    mkdirSync(join(root, "src/steps"), { recursive: true });
    write("src/steps/tea.ts");
  };
  // At once, as a checkout does it, and with time between.
  await noticed(() => {
    rmSync(join(root, folder), { recursive: true });
    make();
  });
  await noticed(() => write("src/steps/tea.ts"));
  await noticed(() => rmSync(join(root, folder), { recursive: true }));
  await noticed(make);
  await noticed(() => write("src/steps/tea.ts"));
});

test.each(["src/steps", "src"])("%s is watched where another one takes its place", async (folder) => {
  const { root, write, noticed } = watchProject();
  const other = join(root, folder === "src" ? "other/steps" : "other");
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, "tea.ts"), "");
  await noticed(() => {
    renameSync(join(root, folder), join(root, "old"));
    renameSync(join(root, "other"), join(root, folder));
  });
  await noticed(() => write("src/steps/tea.ts"));
});

test("new folders are watched, and what else comes and goes is nobody's business", async () => {
  const { root, write, noticed, changes } = watchProject();
  await noticed(() => mkdirSync(join(root, "src/kitchen/oven"), { recursive: true }));
  await noticed(() => write("src/kitchen/oven/cake.ts"));
  const before = changes();
  mkdirSync(join(root, "src/node_modules"));
  mkdirSync(join(root, "src/.orchwits"));
  mkdirSync(join(root, "notes"));
  write("package.json");
  write("src/notes.txt");
  write("src/.orchwits/graph.json");
  await noticed(() => write("src/pipeline.ts"));
  expect(changes()).toBe(before + 1);
});

test("what has happened is told before that is settled", async () => {
  const { root, write, changes, settled } = watchProject();
  await settled();
  await new Promise<void>((done) => {
    const watcher = watchFolder(join(root, "src"), () => done());
    onTestFinished(() => watcher.close());
    write("src/pipeline.ts");
  });
  expect(changes()).toBe(0);
  await settled();
  expect(changes()).toBe(1);
});
