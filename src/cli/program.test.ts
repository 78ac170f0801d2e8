/** The command line as a whole: its help, its exit codes, and what it says of wrong usage. */
import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cafe, main, makeFolder, orchwits } from "./command-line.fixture.ts";

const evaluate = (code: string) => `--import=data:text/javascript,${encodeURIComponent(code)}`;

test("says its version and loads nothing heavy for it", async () => {
  const spy = `import { registerHooks } from "node:module";
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); process.stderr.write(found.url + "\\n"); return found; } });`;
  const { code, stdout, stderr } = await orchwits(makeFolder(), ["--version"], { node: [evaluate(spy)] });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(stderr).toContain("commander");
  expect(stderr).not.toMatch(/typescript|viz|tsx|code-frame|\/analyzer\/|\/render\/|\/local\/|\/engine\//);
});

test("refuses a Node that is too old, and says how to get another", async () => {
  const older = evaluate('Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.0" } })');
  const { code, stdout, stderr } = await orchwits(makeFolder(), ["--version"], { node: [older] });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^orchwits needs Node 22\.13 or newer, and this is Node 20\.11\.0/);
});

test.each([
  [["chekc", "a.ts"], /unknown command 'chekc'\n\(Did you mean check\?\)/],
  [["check", "a.ts", "--fromat", "json"], /unknown option '--fromat'\n\(Did you mean --format\?\)/],
  [["check", "a.ts", "--format", "jsno"], /'jsno' is invalid\. .*Did you mean 'json'\?/],
  [["check", "pipelin.ts"], /There is no file 'pipelin\.ts' in .*\. Did you mean 'pipeline\.ts'\?/],
  [["check"], /missing required argument/],
  [["check", "."], /'\.' is a folder\. .*It holds: pipeline\.ts/],
  [["check", "package.json"], /'package\.json' is no TypeScript source/],
  [["check", "pipeline.ts#"], /names no class after '#'/],
  [["graph", "pipeline.ts", "-o", "x.sgv"], /'x\.sgv' does not say what to write.*Did you mean '\.svg'\?/],
  [["run", "pipeline.ts", "--max-hops", "many"], /It must be a whole number, 1 or more/],
  [
    ["run", "pipeline.ts", "--input", "{choice: 1}"],
    /not JSON\. Look at column 2: expected a key in double quotes\n {2}\{choice: 1\}\n {3}\^/,
  ],
  [["run", "pipeline.ts", "--input", "[]"], /The input is a list\. It must be a JSON object/],
  [["run", "pipeline.ts", "--input", '{"$next": "coffee"}'], /keys that begin with '\$' are reserved/],
  ...[["runs"], ["show", "0b3b85b3"], ["resume", "0b3b85b3"], ["cancel", "0b3b85b3"], ["start", "pipeline.ts"]].map(
    (words): [string[], RegExp] => [[...words, "--region", "eu-west-1"], /--region says where a stack is, but no stack is named\./],
  ),
  [["run", "pipeline.ts", "--input", "@nope.json"], /can't be read from 'nope\.json'\. There is no such file/],
  [[], /Usage: orchwits/],
])("%j is wrong usage: exit 2, and nothing on stdout", async (words, message) => {
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": "" }), words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
});

test.each("check graph run runs show resume cancel work clean build dev template deploy destroy start logs init".split(" "))(
  "the help of %s has examples, fits a terminal, and names no default that is nothing",
  async (command) => {
    const { code, stdout } = await orchwits(makeFolder(), [command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\n[\\s\\S]*\\$ .*orchwits ${command}\\b`));
    expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
    expect(stdout).not.toMatch(/default:\s+[[{]/);
  },
);

test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
  "a source that this user may not read is said to be one",
  async () => {
    const folder = makeFolder({ "pipeline.ts": cafe });
    chmodSync(join(folder, "pipeline.ts"), 0);
    const { code, stderr } = await orchwits(folder, ["check", "pipeline.ts"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^error: .*'pipeline\.ts' can't be read: EACCES/) });
  },
);

test("a fault of its own is said to be one, and asks to be reported", async () => {
  const broken = 'JSON.parse = () => { throw new Error("broken"); };';
  const [short, long] = await Promise.all([
    orchwits(makeFolder(), ["--version"], { node: [evaluate(broken)] }),
    orchwits(makeFolder(), ["--version"], { node: [evaluate(`${broken} process.env.ORCHWITS_DEBUG = "1";`)] }),
  ]);
  expect({ code: short.code, stdout: short.stdout }).toEqual({ code: 3, stdout: "" });
  expect(short.stderr).toMatch(/^orchwits failed, and that is its own fault: Error: broken\nPlease report it/);
  expect(long.stderr).toMatch(/readManifest/);
});

test.runIf(process.platform === "linux")("says that the folder is gone that it was called in", async () => {
  const leave = 'const { rmdirSync, mkdirSync } = await import("node:fs"); mkdirSync("gone"); process.chdir("gone"); rmdirSync("../gone");';
  const { code, stderr } = await orchwits(makeFolder(), ["runs"], { node: [evaluate(leave)] });
  expect({ code, stderr }).toEqual({ code: 2, stderr: "error: The folder that this was called in is gone. Go to one that is there.\n" });
});

test.runIf(process.platform === "linux")("says that its output can't be written, and leaves", async () => {
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { status, stderr } = spawnSync(process.execPath, [main, "check", "pipeline.ts"], { cwd: folder, stdio: ["ignore", full, "pipe"] });
  expect(status).toBe(2);
  expect(stderr.toString()).toBe("error: The output can't be written: ENOSPC: no space left on device, write\n");
});
