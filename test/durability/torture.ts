/** `npm run torture`: 200 executions, four processes and a minute of random kills and pauses; nothing may be lost, nothing taken twice. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "./seeded-random.ts";
import { torment } from "./torment.ts";

const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`killing and pausing for ${seconds} s, seed ${seed}`);
const findings = await torment({
  folder: join(mkdtempSync(join(tmpdir(), "orchwits-torture-"))),
  executions: 200,
  steps: Math.round(seconds * 16),
  processes: 4,
  milliseconds: seconds * 1_000,
  random: seededRandom(seed),
});
const { violations, ...figures } = findings;
console.table(figures);
for (const violation of violations) console.log(violation);
console.log(violations.length === 0 ? "nothing lost, nothing twice" : `${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
