/**
 * `npm run verify`: everything that a change must pass, stage by stage, stopping at the first that fails.
 *
 * `--tested` leaves out what `npm test` has just done.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const module = (path) => fileURLToPath(new URL(`node_modules/${path}`, new URL("..", import.meta.url)));
const biome = module("@biomejs/biome/bin/biome");
const vitest = module("vitest/vitest.mjs");
const typescript7 = module("typescript/bin/tsc");
const typescript6 = module("typescript-6/bin/tsc");

/** Name, whether `npm test` covers it, and the scripts to run, each with its arguments. */
const stages = [
  ["format and lint", false, [[biome, "check", "--error-on-warnings", "."]]],
  ["layers and cycles", true, [[vitest, "run", "test/layers.test.ts"]]],
  ["types of everything, TypeScript 7", false, [[typescript7, "-p", "tsconfig.check.json"]]],
  ["types of the public entry, TypeScript 6", false, [[typescript6, "-p", "tsconfig.typescript-6.json"]]],
  ["build", true, [["scripts/build.js"]]],
  [
    "types of the examples, TypeScript 7 and 6",
    false,
    [
      [typescript7, "-p", "examples"],
      [typescript6, "-p", "examples"],
    ],
  ],
  ["docs examples", true, [[vitest, "run", "test/docs.test.ts"]]],
  ["tests", true, [[vitest, "run", "--exclude", "test/layers.test.ts", "--exclude", "test/docs.test.ts"]]],
  [
    "branch coverage of the engine",
    false,
    [
      [
        vitest,
        "run",
        "src/engine",
        // Not `src/local-aws`, which runs the engine in processes that no coverage sees.
        "src/local/",
        "src/testing",
        "src/lambda",
        "--coverage",
        "--coverage.include=src/engine/**",
        "--coverage.thresholds.branches=95",
      ],
    ],
  ],
  ["packed tarball in an empty project", false, [["scripts/smoke.js"]]],
];

const unknown = process.argv.slice(2).filter((word) => word !== "--tested");
if (unknown.length > 0) {
  console.error(`verify knows no '${unknown[0]}'. It takes --tested, which leaves out what 'npm test' has just done.`);
  process.exit(2);
}
const tested = process.argv.includes("--tested");

const began = performance.now();
for (const [name, coveredByTest, commands] of stages) {
  if (tested && coveredByTest) continue;
  const beganStage = performance.now();
  console.log(`▸ ${name}`);
  for (const [script, ...words] of commands) {
    const { status } = spawnSync(process.execPath, [script, ...words], { cwd: root, stdio: "inherit" });
    if (status !== 0) {
      console.error(`✗ ${name} failed. To run it alone: npx ${commandOf(script)} ${words.join(" ")}`.trimEnd());
      process.exit(1);
    }
  }
  console.log(`✓ ${name} ${secondsSince(beganStage)}`);
}
console.log(`Verified in ${secondsSince(began)}.`);

/** As a person would type it after `npx`. */
function commandOf(script) {
  if (script === biome) return "biome";
  if (script === vitest) return "vitest";
  if (script === typescript7) return "tsc";
  return script === typescript6 ? "-p typescript-6 tsc" : `node ${script}`;
}

function secondsSince(start) {
  return `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}
