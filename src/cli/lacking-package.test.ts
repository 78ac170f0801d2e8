/** Which errors of imports are told as a lack of the project's, and which are not. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeLackingPackage } from "./lacking-package.ts";
import { readManifest } from "./manifest.ts";

const ours = fileURLToPath(new URL("../analyzer/compiler.ts", import.meta.url));
const fail = (message: string, code = "ERR_MODULE_NOT_FOUND") => Object.assign(new Error(message), { code });
const { typescript } = readManifest().dependencies;

test.each([
  fail(`Cannot find module '/p/node_modules/typescript/unstable/sync' imported from ${ours}`),
  fail(`Cannot find module '/p/node_modules/orchwits/node_modules/typescript/unstable/sync' imported from ${ours}`),
  fail(`Cannot find package 'typescript' imported from ${ours}`),
  fail(
    `Package subpath './unstable/sync' is not defined by "exports" in /p/node_modules/typescript/package.json imported from ${ours}`,
    "ERR_PACKAGE_PATH_NOT_EXPORTED",
  ),
])("another TypeScript in the place of ours is told with what to write: $message", (error) => {
  expect(describeLackingPackage(error)).toMatch(new RegExp(`^orchwits needs 'typescript' ${typescript}, .*"orchwits": \\{ "typescript"`));
});

test.each([
  fail("Cannot find package 'typescript' imported from /p/pipeline.ts"),
  fail(`Cannot find package 'unknown' imported from ${ours}`),
  fail(`Cannot find package 'typescript' imported from ${ours}`, "EACCES"),
  "Cannot find package",
])("what is no lack of ours is not: %s", (error) => {
  expect(describeLackingPackage(error)).toBeUndefined();
});
