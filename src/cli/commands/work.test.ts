/** `orchwits work`, run as a user runs it. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, orchwits } from "../command-line.fixture.ts";
import { teaHouse } from "../operate/pipelines.fixture.ts";

/** Says for how many cups the water is on, until there is a file that says of as many that it boils. */
const patient = teaHouse
  .replace('"the water is on"', '"the water is on for " + cups')
  .replace(
    "await new Promise((done) => setTimeout(done, 60_000))",
    "while (!existsSync('boils ' + cups)) await new Promise((done) => setTimeout(done, 10))",
  );
const boil = (folder: string, cups: number) => writeFileSync(join(folder, `boils ${cups}`), "");

const run = ["run", "pipeline.ts", "--input", '{ "cups": 3 }'];

test("works off what was detached, each line with the end of its execution's id", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, kettle: "" });
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.push((await orchwits(folder, [...run, "--detach"])).stdout.trim());
  const { code, stdout, stderr } = await orchwits(folder, ["work", "--until-done", "--concurrency", "2"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  for (const id of ids) expect(stderr).toMatch(new RegExp(`^${id.slice(-8)} TeaHouse completed after 3 steps in `, "m"));
  const listed = JSON.parse((await orchwits(folder, ["runs", "--json"])).stdout);
  expect(listed.map(({ status }: { status: string }) => status)).toEqual(["completed", "completed", "completed"]);
});

test("a signal lets what runs end, and leaves the rest for later", async () => {
  const folder = makeFolder({ "pipeline.ts": patient, kettle: "", slow: "" });
  await orchwits(folder, [...run, "--detach"]);
  const { code, stderr } = await orchwits(folder, ["work"], {
    reactions: [
      { after: "▸ brew", act: (child) => child.kill("SIGINT") },
      { after: "Stopping", act: () => boil(folder, 3) },
    ],
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/Stopping, once 'brew' of TeaHouse has ended\.[\s\S]*✓ brew/);
  expect(JSON.parse((await orchwits(folder, ["runs", "--json"])).stdout)).toMatchObject([{ status: "interrupted", step: "pour" }]);
  const rest = await orchwits(folder, ["work", "--until-done", "--json"]);
  expect(rest).toMatchObject({ code: 0, stdout: expect.stringMatching(/"type":"execution-ended".*"status":"completed"/) });
});

test("of two executions in the same step, one is still waited for when the other's has ended", async () => {
  const folder = makeFolder({ "pipeline.ts": patient, kettle: "", slow: "" });
  for (const cups of [3, 4]) await orchwits(folder, ["run", "pipeline.ts", "--input", JSON.stringify({ cups }), "--detach"]);
  const { code, stderr } = await orchwits(folder, ["work"], {
    reactions: [
      { after: "on for 4", act: () => boil(folder, 3) },
      { after: "✓ pour", act: (child) => child.kill("SIGINT") },
      { after: "Stopping", act: () => boil(folder, 4) },
    ],
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/✓ pour[\s\S]*Stopping, once 'brew' of TeaHouse has ended\.[\s\S]*✓ brew/);
});

test("an execution that waits outlives the run that began it, and can be cancelled", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, kettle: "", late: "" });
  const { code, stderr } = await orchwits(folder, run, { reactions: [{ after: "after 2 h", act: (child) => child.kill("SIGINT") }] });
  expect(code).toBe(130);
  const id = /[\da-f-]{36}/.exec(stderr)?.[0] ?? "";
  const [waiting] = JSON.parse((await orchwits(folder, ["runs", "--json", "--status", "waiting"])).stdout);
  expect(Date.parse(waiting.until) - Date.now()).toBeGreaterThan(7_000_000);
  expect(await orchwits(folder, ["cancel", id])).toMatchObject({ code: 0, stdout: `TeaHouse ${id} is cancelled.\n` });
  expect(await orchwits(folder, ["cancel", id])).toMatchObject({ code: 1, stderr: expect.stringContaining("it is cancelled already") });
  expect((await orchwits(folder, ["resume", id])).code).toBe(0);
});

test("cancelling reaches the process that runs it, whose step's outcome is not taken", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, kettle: "", slow: "" });
  const cancelled = new Promise<number | null>((done) => {
    void orchwits(folder, run, {
      reactions: [{ after: "▸ brew", act: () => void orchwits(folder, ["runs", "--json"]).then(cancelFirst) }],
    }).then(({ code, stderr }) => done(/cancelled after 2 steps/.test(stderr) ? code : null));
  });
  const cancelFirst = async ({ stdout }: { stdout: string }) => {
    const [{ execution, status }] = JSON.parse(stdout);
    expect(status).toBe("running");
    await orchwits(folder, ["cancel", execution]);
  };
  expect(await cancelled).toBe(1);
});

test("clean removes what ended, with the values that only it had", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, kettle: "" });
  const { stderr } = await orchwits(folder, run);
  const id = /[\da-f-]{36}/.exec(stderr)?.[0] ?? "";
  const kept = (await orchwits(folder, [...run, "--detach"])).stdout.trim();
  expect((await orchwits(folder, ["clean", "--older-than", "7d"])).stdout).toBe("Nothing to remove in .orchwits.\n");
  const dry = await orchwits(folder, ["clean", "--older-than", "0s", "--dry-run", "--json"]);
  expect(JSON.parse(dry.stdout)).toMatchObject({ executions: 1, dryRun: true });
  expect((await orchwits(folder, ["clean", "--older-than", "0s"])).stdout).toMatch(/^Removed 1 execution and /);
  const listed = JSON.parse((await orchwits(folder, ["runs", "--json"])).stdout);
  expect(listed.map(({ execution }: { execution: string }) => execution)).toEqual([kept]);
  expect((await orchwits(folder, ["show", id])).code).toBe(2);
  expect(existsSync(join(folder, ".orchwits/.gitignore"))).toBe(true);
});

test("a source that is gone or does not fit any more holds back its executions only", async () => {
  const folder = makeFolder({ "pipeline.ts": teaHouse, "other.ts": teaHouse.replaceAll("TeaHouse", "Other"), kettle: "" });
  await orchwits(folder, [...run, "--detach"]);
  await orchwits(folder, ["run", "other.ts", "--input", '{ "cups": 3 }', "--detach"]);
  const source = readFileSync(join(folder, "pipeline.ts"));
  rmSync(join(folder, "pipeline.ts"));
  const { code, stderr } = await orchwits(folder, ["work", "--until-done"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/Other completed[\s\S]*Nothing else is left to work on\.\n$/);
  expect(stderr).toContain("has to wait. The execution was started from 'pipeline.ts', which is not there any more.");
  writeFileSync(join(folder, "pipeline.ts"), source);
  expect((await orchwits(folder, ["work", "--until-done"])).stderr).toContain("TeaHouse completed");
  expect(readdirSync(folder)).toContain(".orchwits");
});
