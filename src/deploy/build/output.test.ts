/** What is written: the same bytes for the same source, maps that lead back to it, and nothing that isn't ours removed. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { makeProject, pipelineSource } from "../../analyzer/project.fixture.ts";
import { buildFolder, buildProject, makeHandlers } from "./build.fixture.ts";

const cafe = pipelineSource(`
  readonly table = new Map([["a", 1]]);
  @step() start({ a }: { a: number }) { return this.next("wait", { a: a + this.table.size }, { after: "30s" }); }
  @step() wait({ a }: { a: number }) { return this.done(a); }
  override onFailure() { console.log("FAILED"); }
`);

test("the same source gives the same zip files, wherever it lies and whenever it is built", async () => {
  const first = makeProject({ "pipeline.ts": cafe });
  const second = join(realpathSync(mkdtempSync(join(tmpdir(), "elsewhere-"))), "deeper", "copy");
  onTestFinished(() => rmSync(join(second, "../.."), { recursive: true, force: true }));
  cpSync(first, second, { recursive: true, verbatimSymlinks: true });
  const [one, other] = [await buildFolder(first), await buildFolder(second)];
  expect(one.functions.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "start step",
    "wait step",
    "onFailure failure",
    "orchwits-relay relay",
    "orchwits-recovery recovery",
  ]);
  expect(other.functions.map(({ name, hash }) => [name, hash])).toEqual(one.functions.map(({ name, hash }) => [name, hash]));
  for (const { name, zip } of one.functions) {
    expect(Object.keys(unzipSync(zip))).toEqual(["index.mjs", "faults.mjs"]);
    for (const text of [one.code(name), readFileSync(join(first, "out", name, "index.mjs.map"), "utf8")]) {
      for (const told of [first, tmpdir(), process.cwd(), "elsewhere"]) expect(text).not.toContain(told);
    }
  }
});

test("a change that concerns one step leaves the code of the others as it was", async () => {
  const folder = makeProject({ "pipeline.ts": cafe });
  const before = await buildFolder(folder);
  const codes = new Map(before.functions.map(({ name }) => [name, before.code(name)]));
  writeFileSync(
    join(folder, "pipeline.ts"),
    cafe.replace("return this.done(a);", "/* more */\n const b = 2 * a; console.log(b); return this.done(a);"),
  );
  const after = await buildFolder(folder);
  for (const [name, code] of codes) expect(after.code(name) === code, name).toBe(name !== "wait");
});

test.each([
  ["the memory of a step", "@step() wait", "@step({ memory: 512 }) wait"],
  ["a comment", 'console.log("FAILED");', 'console.log("FAILED"); /* Really. */'],
  ["lines", "@step() wait", "/* One.\n   Two. */\n  @step() wait"],
  ["what a delay is", '"30s"', '"31s"'],
])("a change of %s leaves the other functions' zip files as they were, so that they are not uploaded again", async (_, from, to) => {
  const before = await buildFolder(makeProject({ "pipeline.ts": cafe }));
  const after = await buildFolder(makeProject({ "pipeline.ts": cafe.replace(from, to) }));
  const changed = after.functions.filter(({ name, hash }) => hash !== before.function(name).hash);
  expect(changed.length).toBeLessThanOrEqual(1);
});

test("the source map is in the zip file where Node may read it", async () => {
  const folder = makeProject({ "pipeline.ts": cafe });
  const files = async (source: string) => {
    writeFileSync(join(folder, "pipeline.ts"), source);
    return (await buildFolder(folder)).functions.map(({ name, zip }) => `${name} ${Object.keys(unzipSync(zip)).length}`);
  };
  const others = ["onFailure", "orchwits-relay", "orchwits-recovery"];
  const [none, all] = [
    ["start 2", "wait 2", ...others.map((name) => `${name} 2`)],
    ["start 3", "wait 3", ...others.map((name) => `${name} 3`)],
  ];
  expect(await files(cafe)).toEqual(none);
  const traced = (value: string) =>
    cafe.replace("readonly table", `static readonly stack = { environment: { NODE_OPTIONS: ${value} } };\n  readonly table`);
  expect(await files(traced(`"--enable-source-maps"`))).toEqual(all);
  expect(await files(traced(`{ Ref: "NodeOptions" }`))).toEqual(all);
  expect(await files(cafe)).toEqual(none);
  const one = cafe.replace("@step() wait", '@step({ environment: { NODE_OPTIONS: "--enable-source-maps" } }) wait');
  expect(await files(one)).toEqual(none.map((said) => (said === "wait 2" ? "wait 3" : said)));
});

test("stack traces lead to the line of the source", async () => {
  const source = `import { Pipeline, step } from "orchwits";
import { fail } from "./lib/fail.ts";
const made = new Map([["a", 1]]);

export class Cafe extends Pipeline {
  /** Long before. */
  @step({ memory: 512 })
  other(
    { a }: { a?: number },
  ) {
    return this.done(a);
  }

  private helper() { return made; }

  @step()
  start() {
    this.explode(made);
    return this.next("other");
  }

  explode(made: object) {
    if (made) fail("boom");
  }
}
`;
  const { folder } = await buildProject({
    "pipeline.ts": source,
    "lib/fail.ts": `/* one */\n\n\nexport function fail(what: string): never {\n  throw new Error(what);\n}\n`,
  });
  const script = `(await import("./out/start/index.mjs")).handler()`;
  const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", "--input-type=module", "-e", script], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stderr).toMatch(/start\/lib\/fail\.ts:5:9/);
  expect(stderr).toMatch(/start\/pipeline\.ts:23:15/);
  expect(stderr).toMatch(/start\/pipeline\.ts:18:10/);
  const bare = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, encoding: "utf8" });
  expect(bare.stderr).toMatch(/at Cafe\.explode \(/);
  expect(bare.stderr).toMatch(/at Cafe\.start \(/);
});

test.each([
  ["speaks of itself", `static readonly one = 1; @step() start() { return this.done(Cafe.one); }`],
  ["has a member of its name", `readonly Cafe = 1; @step() start() { return this.done(this.Cafe); }`],
  ["says its name", `@step() start() { return this.done("Cafe " + 1); }`],
])("a class that %s does what it says", async (_, members) => {
  const project = await buildProject({ "pipeline.ts": pipelineSource(members) });
  expect(await project.call("start")).toMatchObject({ kind: "done" });
});

test("functions that are no more are removed, and nothing else", async () => {
  const folder = makeProject({ "pipeline.ts": cafe });
  await buildFolder(folder);
  const out = join(folder, "out");
  mkdirSync(join(out, "mine"));
  for (const file of ["mine/index.mjs", "notes.txt", "wait/notes.txt"]) writeFileSync(join(out, file), "mine");
  writeFileSync(
    join(folder, "pipeline.ts"),
    pipelineSource(`@step() start() { return this.next("end"); } @step() end() { return this.done(); }`),
  );
  await buildFolder(folder);
  expect(readdirSync(out).sort()).toEqual(
    [
      "end",
      "end.zip",
      "manifest.json",
      "mine",
      "notes.txt",
      "orchwits-recovery",
      "orchwits-recovery.zip",
      "start",
      "start.zip",
      "wait",
    ].sort(),
  );
  expect(readdirSync(join(out, "wait"))).toEqual(["notes.txt"]);
  expect(existsSync(join(out, "mine/index.mjs"))).toBe(true);
});

test("bundles hold of orchwits what runs on Lambda, and nothing of what runs here", async () => {
  const { metafile } = await buildProject({ "pipeline.ts": cafe }, { real: true });
  const { outputs } = metafile as { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> };
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const ours = [...new Set(used.flatMap((file) => /\/src\/(.*)$/.exec(file)?.[1] ?? []))];
  expect(ours.length).toBeGreaterThan(20);
  expect(ours.filter((file) => !/^(?:model|authoring|engine|lambda)\/|^(?:index|lambda)\.ts$/.test(file))).toEqual([]);
});

test("what of the graph a function needs is in its bundle", async () => {
  const { call } = await buildProject({
    "handlers.ts": makeHandlers("flow"),
    "pipeline.ts": pipelineSource(`
      static override readonly stack = { maxHops: 5 };
      @step() start({ b, a, c }: { b: number; a: string; c?: string }) { return c ? this.next("end", { x: a }) : this.next("whole", { y: b }); }
      @step() end({ x, b }: { x: string; b: number }) { return this.done(x + b); }
      @step() whole(state: Record<string, unknown>) { return this.done(Object.keys(state)); }`),
  });
  const common = { pipeline: "Cafe", failureHandler: false, maxHops: 5, graph: expect.stringMatching(/^[0-9a-f]{64}$/) };
  const entry = { ...common, reads: ["a", "b", "c"], live: { end: ["b", "x"], whole: "all" }, required: ["a", "b"] };
  expect(await call("start")).toEqual(entry);
  expect(await call("orchwits-recovery")).toEqual(entry);
  expect(await call("end")).toEqual({ ...common, reads: ["b", "x"], live: {} });
  expect(await call("whole")).toEqual({ ...common, reads: "all", live: {} });
});
