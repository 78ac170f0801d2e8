/** Finds AWS's own runtime client for Node, which is no dependency: it is native code that takes a compiler and minutes to build. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const version = "4.0.2";

/** How to have these tests run. */
export const advice =
  `AWS's runtime client is not here: ORCHWITS_RUNTIME_CLIENT=install builds aws-lambda-ric@${version} in the system's folder for temporary ` +
  "files (it takes autoconf, automake, libtool, make and a C++ compiler), and a folder in which it is installed does without.";

/** The path of its command, undefined where it is not at hand. */
export function findRuntimeClient(): string | undefined {
  const wanted = process.env.ORCHWITS_RUNTIME_CLIENT;
  const folder = wanted && wanted !== "install" ? wanted : join(tmpdir(), `orchwits-runtime-client-${version}`);
  const command = join(folder, "node_modules", ".bin", "aws-lambda-ric");
  if (!existsSync(command) && wanted === "install") install(folder);
  return existsSync(command) ? command : undefined;
}

function install(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: { "aws-lambda-ric": version } }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
}
