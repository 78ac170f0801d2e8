/** `orchwits resume`: where an execution goes on, with which state, and what is refused. */
import type { ChildProcess } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyFolder, makeFolder, type Outcome, orchwits } from "../command-line.fixture.ts";
import { teaHouse } from "../operate/pipelines.fixture.ts";

const run = ["run", "pipeline.ts", "--input", '{ "cups": 3 }'];

function touch(folder: string, name: string) {
  writeFileSync(join(folder, name), "");
}

function trace(folder: string) {
  return readFileSync(join(folder, "trace.txt"), "utf8").trimEnd().split("\n");
}

let failed: { readonly folder: string; readonly id: string };
beforeAll(async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse }, afterAll);
  failed = { folder, id: idIn(await orchwits(folder, run, { whenOver: afterAll })) };
});

/** A folder with an execution that failed in `pour`. */
function failedRun() {
  return { folder: copyFolder(failed.folder), id: failed.id };
}

function idIn({ stderr }: Outcome): string {
  return /orchwits resume ([\da-f-]{36})/.exec(stderr)?.[1] ?? "";
}

test("goes on from the failed step, with a changed state, and runs no other again", async () => {
  const { folder, id } = failedRun();
  touch(folder, "kettle");
  const { code, stdout, stderr } = await orchwits(folder, ["resume", id.slice(-8), "--set", "leaves=7"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{\n  "leaves": 7,\n  "menu": 100000\n}\n' });
  expect(stderr).toMatch(/^TeaHouse goes on at pour [\da-f-]{36}\n {4}~ leaves: 6 → 7\n▸ pour\n✓ pour/);
  expect(trace(folder)).toEqual(["start", "brew", "pour", "pour"]);
  const again = await orchwits(folder, ["resume", id]);
  expect({ ...again, code: 1 }).toMatchObject({
    stdout: "",
    stderr: expect.stringContaining("has completed, so there is nothing to resume"),
  });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGKILL", null],
] as const)("a run that %s ends goes on in the step that was running", async (signal, code) => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, slow: "", kettle: "" });
  const first = await orchwits(folder, run, { reactions: [{ after: "the water is on", act: (child) => child.kill(signal) }] });
  expect(first.code).toBe(code);
  if (signal !== "SIGKILL") expect(first.stderr).toMatch(/interrupted after 2 steps [\s\S]*Go on:\n {2}orchwits resume [\da-f-]{36}\n$/);
  const id = /[\da-f-]{36}/.exec(first.stderr)?.[0] ?? "";
  const listed = await orchwits(folder, ["runs", "--status", "interrupted", "--json"]);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ execution: id, status: "interrupted", step: "brew", hops: 2 }]);
  rmSync(join(folder, "slow"));
  const second = await orchwits(folder, ["resume", id, "--json"]);
  expect(second.code).toBe(0);
  const events = second.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ type: "execution-resumed", execution: id, step: "brew", hop: 1 });
  expect(events.at(-1)).toMatchObject({ type: "execution-ended", status: "completed", result: { leaves: 6, menu: 100_000 }, hops: 2 });
  expect(trace(folder)).toEqual(["start", "brew", "brew", "pour"]);
});

test("of two at once, one wins, and the other says so", async () => {
  const { folder, id } = failedRun();
  touch(folder, "slow");
  touch(folder, "kettle");
  let both: Promise<Outcome>[] = [];
  const winner = await new Promise<ChildProcess>((brews) => {
    both = ["8", "9"].map((cups) =>
      orchwits(folder, ["resume", id, "--from", "brew", "--set", `cups=${cups}`], {
        reactions: [{ after: "the water is on", act: brews }],
      }),
    );
  });
  // The winner would brew for a minute.
  await Promise.race(both);
  winner.kill("SIGTERM");
  const outcomes = await Promise.all(both);
  expect(outcomes.map(({ code }) => code).sort()).toEqual([1, 143]);
  expect(outcomes.find(({ code }) => code === 1)?.stderr).toMatch(
    /error: Execution [\da-f-]{36} (?:was resumed by someone else|is being run by)/,
  );
  expect(trace(folder)).toEqual(["start", "brew", "pour", "brew"]);
});

test("refuses what can't be, and leaves the execution as it is", async () => {
  const { folder, id } = failedRun();
  const cases: [string[], string][] = [
    [["--set", "leaves=many"], 'error: --set: leaves must be a number, not "many".'],
    [["--set", "leaves"], "error: '--set leaves' is no key=value. Write for example: --set beans=12"],
    [["--set", "$next=1"], "error: '--set $next=…' can't be: keys that begin with '$' are reserved."],
    [["--set", "note=hello"], "The value of '--set note=…' is not JSON."],
    [["--input", "[]"], "The input is a list. It must be a JSON object"],
    [["--drop", "leavs"], "error: '--drop leavs' drops nothing: the state has no key 'leavs'. Did you mean 'leaves'?"],
    [["--drop", "menu"], "  'pour' needs 'menu', which the state does not have.\n"],
    [["--from", "brw"], "error: No step 'brw' was run. Did you mean 'brew'?"],
    [["--from", "9"], "error: No step was run in hop 9. There are: 0 start, 1 brew, 2 pour."],
  ];
  for (const [words, message] of cases) {
    const { code, stdout, stderr } = await orchwits(folder, ["resume", id, ...words]);
    expect({ words, code, stdout }).toEqual({ words, code: 2, stdout: "" });
    expect(stderr).toContain(message);
  }
  expect(trace(folder)).toEqual(["start", "brew", "pour"]);
});

test("where steps went round, the hops that there are are told by stretches", async () => {
  const folder = makeFolder({
    "pipeline.ts": `import { Pipeline, step } from "orchwits";
      export class Rounds extends Pipeline {
        @step() start() { return this.next("round", { left: 30 }); }
        @step() round({ left }: { left: number }) { return left > 0 ? this.next("round", { left: left - 1 }) : this.next("fail"); }
        @step() fail() { if (Date.now() > 0) throw new Error("no"); return this.done(); }
      }`,
  });
  const id = idIn(await orchwits(folder, ["run", "pipeline.ts"]));
  const { stderr } = await orchwits(folder, ["resume", id, "--from", "end"]);
  expect(stderr).toBe("error: No step 'end' was run. There are: 0 start, 1 to 31 round, 32 fail.\n");
});

test("a changed source is checked against the state that is in flight", async () => {
  const { folder, id } = failedRun();
  touch(folder, "kettle");
  const sweet = teaHouse
    .replace('"pour", { leaves: cups * 2 }', '"pour", { leaves: cups * 2, sugar: 1 }')
    .replace("pour({ leaves, menu }: { leaves: number;", "pour({ leaves, menu, sugar }: { sugar: number; leaves: number;")
    .replace("this.done({ leaves,", "this.done({ sugar, leaves,");
  writeFileSync(join(folder, "pipeline.ts"), sweet);
  const refused = await orchwits(folder, ["resume", id]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("note: pipeline.ts has changed since this execution began.\n");
  expect(refused.stderr).toContain("  'pour' needs 'sugar', which the state does not have.\n");
  const accepted = await orchwits(folder, ["resume", id, "--set", "sugar=2"]);
  expect({ code: accepted.code, result: JSON.parse(accepted.stdout) }).toMatchObject({ code: 0, result: { sugar: 2 } });
});

test("a source that does not check any more is not run, unless it is forced", async () => {
  const { folder, id } = failedRun();
  touch(folder, "kettle");
  writeFileSync(join(folder, "pipeline.ts"), teaHouse.replace("{ leaves: cups * 2 }", "{}"));
  const refused = await orchwits(folder, ["resume", id]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/OW101[\s\S]*The execution was left as it is\. --force goes on anyway\.\n$/);
  expect((await orchwits(folder, ["resume", id, "--force"])).code).toBe(0);
});

test("a value that was lost fails the execution, which goes on once it is back", async () => {
  const { folder, id } = failedRun();
  touch(folder, "kettle");
  const blob = (await orchwits(folder, ["show", id, "--json"])).stdout.match(/"\$blob": "([\da-f]{64})"/)?.[1] ?? "";
  const file = join(folder, ".orchwits/blobs", blob.slice(0, 2), blob.slice(2));
  const bytes = readFileSync(file);
  rmSync(file);
  const lost = await orchwits(folder, ["resume", id]);
  expect(lost.code).toBe(1);
  expect(lost.stderr).toMatch(/error: The value of 'menu', 100,002 bytes in the blob [\da-f]{64}, is missing[\s\S]*orchwits resume/);
  writeFileSync(file, bytes);
  expect((await orchwits(folder, ["resume", id])).code).toBe(0);
});
