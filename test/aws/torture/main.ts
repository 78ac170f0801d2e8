/** `npm run torture:aws [executions] [seed]`: executions on a local AWS where everything fails; none lost, none stuck, none double. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tormentStack } from "./torment-stack.ts";

const executions = Number(process.argv[2] ?? 1_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const began = performance.now();
console.log(`${executions} executions, seed ${seed}`);
const { figures, violations, log } = await tormentStack({
  folder: mkdtempSync(join(tmpdir(), "orchwits-torture-aws-")),
  executions,
  steps: 4,
  seed,
  processes: 40,
  busy: 10,
  hurry: 20,
  patience: 2,
  outagesMilliseconds: 4_000,
  mostMilliseconds: 900_000,
  onProgress: (what) => console.log(`${what} after ${((performance.now() - began) / 1_000).toFixed(1)} s`),
});
console.table(figures);
for (const violation of violations) console.log(violation.slice(0, 1_000));
if (log.length > 0) {
  const file = join(tmpdir(), `orchwits-torture-aws-${seed}.log`);
  writeFileSync(file, log.join("\n"));
  console.log(`what the functions said of these: ${file}`);
}
console.log(violations.length === 0 ? "none lost, none stuck, none double" : `${violations.length} violations, seed ${seed}`);
process.exitCode = violations.length === 0 ? 0 : 1;
