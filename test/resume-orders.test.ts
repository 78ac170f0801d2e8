/** Operates the example with real files by the real commands: it fails, goes on with a corrected state, and shows every state it had. */

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testRun } from "orchwits/testing";
import { readGraph } from "orchwits/toolkit";
import { afterAll, expect, test } from "vitest";
import { OrderIntake } from "../examples/orders/pipeline.ts";

const root = join(import.meta.dirname, "..");
const example = join(root, "examples/orders");
const folder = mkdtempSync(join(tmpdir(), "orchwits-orders-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function orchwits(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(root, "dist/cli/main.js"), ...words], { cwd: folder }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** A project of its own with the example's sources, its reference tables, and a day of two files. */
function makeProject() {
  cpSync(example, folder, { recursive: true, filter: (path) => !/[/\\](?:out|inbox|expected)$|\.test\.ts$/.test(path) });
  mkdirSync(join(folder, "inbox"));
  for (const name of ["berlin.csv", "warsaw.csv"]) writeFileSync(join(folder, "inbox", name), `${header}${line(1)}${line(2)}${broken}`);
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/orchwits"), "junction");
  for (const name of ["csv-parse", "csv-stringify", "@types/node"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}

const header = "order_id,ordered_at,customer,country,sku,quantity,unit_price,currency,note\n";
const line = (id: number) => `A-${id},2026-03-02,Bakery,DE,FILTER-100,${id},4.50,EUR,\n`;
const broken = "A-3,2026-03-02,Bakery,DE,FILTER-100,none,4.50,EUR,\n";

test("a failed intake goes on with a corrected state, and every state is shown to the byte", async () => {
  makeProject();
  const input = { inbox: join(folder, "inbox"), reference: join(folder, "data/reference"), outbox: join(folder, "out") };
  const wrong = { ...input, reference: join(folder, "referense") };
  const failed = await orchwits("run", "pipeline.ts", "--input", JSON.stringify(wrong));
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/Step 'loadCatalogue' failed\.[\s\S]*ENOENT[\s\S]*orchwits resume [\da-f-]{36} --set /);
  const id = /orchwits resume ([\da-f-]{36})/.exec(failed.stderr)?.[1] ?? "";

  const resumed = await orchwits("resume", id, "--set", `reference=${JSON.stringify(input.reference)}`);
  expect(resumed.stderr).toContain(`OrderIntake goes on at loadCatalogue ${id}`);
  expect({ code: resumed.code, result: JSON.parse(resumed.stdout) }).toMatchObject({
    code: 0,
    result: { status: "published", accepted: 2 },
  });

  // What the steps are really given, by a run that has no journal to rebuild it from.
  const reference = await testRun(OrderIntake, { input, graph: readGraph(join(folder, "pipeline.ts")) });
  const given = new Map(reference.steps.map(({ hop, before }) => [hop, JSON.stringify(before)]));
  expect(given.size).toBeGreaterThan(14);
  const before = new Map([...given].map(([hop, state]) => [hop === 0 ? 0 : hop + 2, state]));
  // Hop 1 failed, hop 2 is the resumption.
  for (const hop of [1, 2]) before.set(hop, given.get(1)?.replace(JSON.stringify(input.reference), JSON.stringify(wrong.reference)) ?? "");
  before.set(0, JSON.stringify(wrong));

  const hops = [...before.keys()].sort((one, other) => one - other);
  const shown: string[] = [];
  for (let first = 0; first < hops.length; first += 3) {
    const some = hops.slice(first, first + 3).map((hop) => orchwits("show", id, "--state", String(hop)));
    shown.push(...(await Promise.all(some)).map(({ stdout }) => stdout));
  }
  expect(shown).toEqual(hops.map((hop) => `${before.get(hop)}\n`));
  expect((await orchwits("show", id, "--state", String(hops.length))).code).toBe(2);
});
