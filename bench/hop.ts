/**
 * What a hop costs: `npm run bench:hop`; with `-- --peers`, beside other libraries.
 *
 * It runs what users run, plain JavaScript. A loader such as tsx names every function each time that it is made: up to 10 µs a hop.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { root } from "./workbench.ts";

const folder = mkdtempSync(join(tmpdir(), "orchwits-bench-"));
try {
  const outfile = join(folder, "hop.mjs");
  buildSync({
    entryPoints: [join(root, "bench/hop-figures.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
  });
  const { status } = spawnSync(process.execPath, ["--expose-gc", outfile], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}

if (process.argv.includes("--peers")) {
  console.log();
  await (await import("./peers/peers.ts")).printPeers();
}
