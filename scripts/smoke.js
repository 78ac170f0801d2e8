/** Installs the packed tarball in empty projects, one for each TypeScript that users have, and does there what the README promises. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const cafe = readFileSync(join(root, "examples/cafe/pipeline.ts"), "utf8");
const updatesOfTea = "{ beans: 5 }";
const brokenCafe = cafe.replace(updatesOfTea, "{}");
const coffeeStep = cafe.split("\n").findIndex((line) => line.includes("coffee({ beans }")); // the line of its @step(), counted from 1

/** Uses every entry's types: a wrong one must not hide behind a compiler that skips declarations. */
const program = `import { run } from "orchwits";
import { check, readGraph, toSvg } from "orchwits/toolkit";
import { Cafe } from "./pipeline.js";

const milk: boolean = (await run(Cafe, { choice: "c" })).milk;
console.log(milk, check(readGraph("pipeline.ts")).length, await toSvg(readGraph("pipeline.ts")));
`;

const required = ["LICENSE", "README.md", "CHANGELOG.md", "dist/index.js", "dist/index.d.ts", "dist/toolkit.js", "docs/codes/OW101.md"];

const folder = mkdtempSync(join(tmpdir(), "orchwits-smoke-"));
try {
  const tarball = pack();
  const { devDependencies, dependencies } = manifest;
  const compilers = [devDependencies["typescript-5"], devDependencies["typescript-6"], dependencies.typescript];
  for (const compiler of compilers) tryWith(compiler.replace("npm:typescript@", ""), tarball);
  await lint();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Packs what is built, and looks into the tarball. */
function pack() {
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root).stdout);
  const stray = /^dist\/.*(\.(test|test-d|fixture)\.|\.map$)|^(src|test|examples|bench|scripts)\//;
  const strays = packed.files.map(({ path }) => path).filter((path) => stray.test(path));
  expect(strays.length === 0, `The tarball holds what it should not: ${strays.join(", ")}`);
  for (const { path } of packed.files) {
    const text = readFileSync(join(root, path), "utf8");
    for (const place of [root, tmpdir() + sep]) expect(!text.includes(place), `${path} names ${place}, a place of this machine.`);
  }
  const paths = new Set(packed.files.map(({ path }) => path));
  const lacking = required.filter((path) => !paths.has(path));
  expect(lacking.length === 0, `The tarball lacks ${lacking.join(", ")}.`);
  say(`tarball: ${packed.entryCount} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`);
  return join(folder, packed.filename);
}

/** A newcomer's project: the cafe, a compiler, and this package. */
function tryWith(version, tarball) {
  const project = join(folder, `typescript-${version}`);
  const write = (name, text) => writeFileSync(join(project, name), text);
  const tsc = (...flags) => run(process.execPath, [join(project, "node_modules/typescript/bin/tsc"), "--noEmit", ...flags], project, false);
  const orchwits = (...words) => run(process.execPath, [join(project, "node_modules/orchwits/dist/cli/main.js"), ...words], project, false);
  mkdirSync(project);
  write("package.json", JSON.stringify({ name: "newcomer", private: true, type: "module" }));
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", strict: true }, files: ["pipeline.ts", "program.ts"] }),
  );
  write("pipeline.ts", cafe);
  write("program.ts", program);
  const packages = [tarball, `typescript@${version}`, `@types/node@${manifest.devDependencies["@types/node"]}`];
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--save-dev", "--save-exact", ...packages], project);
  const bins = readdirSync(join(project, "node_modules/.bin"));
  expect(bins.includes("orchwits"), `npm linked no 'orchwits' command, only ${bins.join(", ")}.`);

  succeeds(tsc(), `TypeScript ${version} compiles the cafe`);
  succeeds(tsc("--module", "esnext", "--moduleResolution", "bundler"), `TypeScript ${version} resolves the types as a bundler does`);
  succeeds(orchwits("check", "pipeline.ts", "--max-warnings", "0"), "orchwits check finds nothing");
  succeeds(orchwits("graph", "pipeline.ts", "-o", "cafe.svg"), "orchwits graph draws");
  const { stdout } = succeeds(orchwits("run", "pipeline.ts", "--input", '{"choice": "t"}'), "orchwits run runs");
  expect(stdout.includes('"milk": true'), `orchwits run printed no result, but: ${stdout}`);

  const library = succeeds(run(process.execPath, ["--import", "tsx", "program.ts"], project, false), "a program uses the library");
  expect(library.stdout.includes("true 0 <?xml"), `The program printed something else: ${library.stdout.slice(0, 500)}`);
  succeeds(orchwits("init", "begun"), "orchwits init begins a project");
  succeeds(orchwits("check", "begun/pipeline.ts", "--max-warnings", "0"), "the project that init begins passes its check");

  write("pipeline.ts", brokenCafe);
  const refused = fails(tsc(), `TypeScript ${version} refuses a cafe whose tea gives no beans`);
  expect(
    refused.includes(`pipeline.ts(${coffeeStep},`) && refused.includes("'beans'"),
    `The error is not at coffee's @step(), or does not name 'beans':\n${refused}`,
  );
  const found = fails(orchwits("check", "pipeline.ts"), "orchwits check finds it too");
  expect(found.includes("OW101") && found.includes("start → tea → coffee"), `The finding lacks its code or its path:\n${found}`);
  say(`TypeScript ${version}: compiles, checks, draws, runs; the broken cafe is refused by both`);
}

/** Whether the package's entries are what bundlers and Node expect. */
async function lint() {
  const { messages } = await publint({ pkgDir: root, pack: "npm", strict: true });
  expect(messages.length === 0, `publint:\n${messages.map((message) => formatMessage(message, manifest)).join("\n")}`);
  say("publint: no findings");
}

function run(command, words, cwd, mustSucceed = true) {
  const { status, stdout, stderr, error } = spawnSync(command, words, { cwd, encoding: "utf8" });
  const output = `${stdout}${stderr}${error ?? ""}`;
  if (mustSucceed) expect(status === 0, `'${command} ${words.join(" ")}' failed in ${cwd}:\n${output}`);
  return { status, stdout, output };
}

function succeeds(result, what) {
  expect(result.status === 0, `Not so: ${what}. It exited with ${result.status}:\n${result.output}`);
  return result;
}

function fails(result, what) {
  expect(result.status !== 0 && result.status !== null, `Not so: ${what}. It exited with ${result.status}.`);
  return result.output;
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

function kilobytes(bytes) {
  return `${(bytes / 1_000).toFixed(0)} kB`;
}

function say(line) {
  console.log(`  ${line}`);
}
