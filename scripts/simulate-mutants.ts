/** Finds for each mutant of the engine the first run that notices it, as a table for `docs/how-executions-survive.md`. */
import { bundleSimulation } from "../test/simulation/bundle.ts";
import { mutants } from "../test/simulation/mutants.ts";

const root = new URL("../", import.meta.url);
const mostRuns = 20_000;
let survivors = 0;
for (const mutant of mutants) {
  const runMany = await bundleSimulation([mutant]);
  const { failed } = await runMany({ runs: mostRuns, seed: 1, root, stopAtFirst: true });
  const [killer] = failed;
  if (!killer) survivors++;
  const noticed = killer?.violations[0]
    ?.replaceAll(/(.)\1{9,}/g, "$1…")
    .replaceAll("|", "/")
    .slice(0, 110);
  console.log(`| ${mutant.name} | ${killer ? `${killer.seed}: ${noticed}` : "survived"} |`);
}
process.exitCode = survivors > 0 ? 1 : 0;
