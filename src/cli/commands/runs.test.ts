/** `orchwits runs`, run as a user runs it. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, orchwits } from "../command-line.fixture.ts";
import { teaHouse } from "../operate/pipelines.fixture.ts";

const run = ["run", "pipeline.ts", "--input", '{ "cups": 3 }'];

test("lists executions, newest first, as a table or as JSON", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse });
  await orchwits(folder, run);
  writeFileSync(join(folder, "kettle"), "");
  await orchwits(folder, run);
  const detached = await orchwits(folder, [...run, "--detach"]);
  const { code, stdout, stderr } = await orchwits(folder, ["runs"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [header, ...lines] = stdout.trimEnd().split("\n");
  expect(header).toMatch(/^id +pipeline +status +step +hops +started +took$/);
  expect(lines.map((line) => line.split(/\s{2,}/).slice(1, 4))).toEqual([
    ["TeaHouse", "queued", "start"],
    ["TeaHouse", "completed", "pour"],
    ["TeaHouse", "failed", "pour"],
  ]);
  expect(lines[0]).toContain(detached.stdout.trim());
  const limited = JSON.parse((await orchwits(folder, ["runs", "--json", "--status", "failed", "--limit", "1"])).stdout);
  expect(limited).toMatchObject([{ status: "failed", error: { name: "StepFailed" }, hops: 3 }]);
});

test("says what to do where there is nothing, and leaves no trace", async () => {
  const folder = makeFolder();
  const listed = await orchwits(folder, ["runs"]);
  expect(listed).toEqual({
    code: 0,
    stdout: "",
    stderr: "There are no executions in .orchwits yet. Begin one: orchwits run pipeline.ts\n",
  });
  expect((await orchwits(folder, ["runs", "--json"])).stdout).toBe("[]\n");
  for (const command of ["show", "resume", "cancel"]) {
    expect(await orchwits(folder, [command, "0b3b85b3"])).toMatchObject({ code: 2, stdout: "" });
  }
  expect(existsSync(join(folder, ".orchwits"))).toBe(false);
});

test("shows what nobody has begun yet, and suggests ids, pipelines and statuses that are nearly right", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, kettle: "" });
  const id = (await orchwits(folder, [...run, "--detach"])).stdout.trim();
  const other = (await orchwits(folder, [...run, "--detach"])).stdout.trim();
  // Ids begin with the time: how much of it two have in common depends on when they were made.
  const shared = id.slice(
    0,
    [...id].findIndex((character, index) => character !== other[index]),
  );
  const wrong = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
  const [typo, ambiguous, pipeline, status, limited, begun] = await Promise.all([
    orchwits(folder, ["show", wrong]),
    orchwits(folder, ["show", shared]),
    orchwits(folder, ["runs", "--pipeline", "TeeHouse"]),
    orchwits(folder, ["runs", "--status", "quued"]),
    orchwits(folder, ["runs", "--status", "queued", "--limit", "1", "--json"]),
    orchwits(folder, ["show", id, "--state", "0"]),
  ]);
  expect(typo.stderr).toContain(`There is no execution '${wrong}' in .orchwits. Did you mean this one?\n  ${id}  TeaHouse`);
  expect(ambiguous.stderr).toContain(`'${shared}' could be any of 2 executions.`);
  expect(pipeline.stderr).toBe("No execution of 'TeeHouse' here. Did you mean 'TeaHouse'?\n");
  expect(status.stderr).toContain("Did you mean 'queued'?");
  expect(JSON.parse(limited.stdout)).toHaveLength(1);
  expect(begun.stdout).toBe('{"cups":3}\n');
});

test("a folder within the project shares its journal", async () => {
  const folder = makeFolder({ "src/pipeline.ts": teaHouse, "src/kettle": "" });
  const id = (await orchwits(join(folder, "src"), [...run, "--detach"])).stdout.trim();
  expect(JSON.parse((await orchwits(folder, ["runs", "--json"])).stdout)).toMatchObject([
    { execution: id, source: "src/pipeline.ts#TeaHouse" },
  ]);
  expect((await orchwits(join(folder, "src"), ["resume", id])).code).toBe(0);
});

test("--volatile leaves no journal", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, kettle: "" });
  expect((await orchwits(folder, [...run, "--volatile"])).code).toBe(0);
  expect(existsSync(join(folder, ".orchwits"))).toBe(false);
});

test("a journal that can't be used ends in a clear message, and is left as it is", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, kettle: "", ".orchwits/journal.db": "not a database, but a text" });
  const [damaged, listed] = [await orchwits(folder, run), await orchwits(folder, ["runs"])];
  expect({ code: damaged.code, stdout: damaged.stdout }).toEqual({ code: 3, stdout: "" });
  expect(damaged.stderr).toMatch(/^error: .*journal\.db is damaged: [\s\S]* Or run without a journal: --volatile\.\n$/);
  expect(listed).toMatchObject({ code: 3, stdout: "", stderr: expect.stringMatching(/^error: .*is damaged/) });
  rmSync(join(folder, ".orchwits"), { recursive: true });
  writeFileSync(join(folder, ".orchwits"), "");
  expect(await orchwits(folder, run)).toMatchObject({ code: 3, stderr: expect.stringContaining("what should be a folder is a file") });
});
