/** Each guarantee, taken away from the engine, is missed by the simulation: it can see what it is meant to see. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bundleSimulation } from "./bundle.ts";
import { mutants } from "./mutants.ts";

const root = new URL("../../", import.meta.url);

test("the engine as it is passes the runs that notice its mutants", async () => {
  const runMany = await bundleSimulation();
  for (const { killedBy } of mutants) expect(await runMany({ runs: 1, seed: killedBy, root })).toMatchObject({ failed: [] });
});

test.each(mutants)("without $name, run $killedBy fails", async (mutant) => {
  const runMany = await bundleSimulation([mutant]);
  const { failed } = await runMany({ runs: 1, seed: mutant.killedBy, root });
  expect(failed.map(({ seed }) => seed)).toEqual([mutant.killedBy]);
});

test("the docs list each mutant and the run that noticed it", () => {
  const docs = readFileSync(new URL("docs/how-executions-survive.md", root), "utf8");
  const rows = [...docs.matchAll(/^\| (.+?) \| (\d+) \|/gm)].map(([, name, seed]) => [name, Number(seed)]);
  expect(rows).toEqual(mutants.map(({ name, killedBy }) => [name, killedBy]));
});
