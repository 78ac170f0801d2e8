/** `orchwits run`: where results, steps and failures are told, and how it ends. */
import * as nodeModule from "node:module";
import { expect, test } from "vitest";
import { brokenCafe, cafe, makeFolder, orchwits } from "../command-line.fixture.ts";

test("the result is on stdout, with what the pipeline itself prints, and the steps on stderr", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { code, stdout, stderr } = await orchwits(folder, ["run", "pipeline.ts", "--input", '{ "choice": "t" }']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Put 5 beans into the machine\n{\n  "milk": true\n}\n' });
  expect(stderr.replaceAll(/(?:\d+ m )?[\d.]+ [µm]?s\b/g, "1 ms")).toMatch(
    /^Cafe \{ choice: "t" \} [\da-f-]{36}\n▸ start\n✓ start 1 ms → tea\n▸ tea\n✓ tea 1 ms → coffee\n[\s\S]*\+ beans: 5\n[\s\S]*✓ drink 1 ms done\ncompleted after 4 steps in 1 ms\n$/,
  );
});

test("--json prints events on stdout and nothing else", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { code, stdout, stderr } = await orchwits(folder, ["run", "pipeline.ts", "--json", "--input", "-"], { stdin: '{ "choice": "c" }' });
  expect(code).toBe(0);
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ type: "execution-started", pipeline: "Cafe", input: { choice: "c" } });
  expect(events.filter(({ type }) => type === "step-ended").map(({ step }) => step)).toEqual(["start", "coffee", "drink"]);
  expect(events.at(-1)).toMatchObject({ type: "execution-ended", status: "completed", result: { milk: true }, hops: 3 });
  expect(stderr).toBe("Put 12 beans into the machine\n");
});

test("errors of the check stop it, unless nobody wants the check", async () => {
  const folder = makeFolder({ "pipeline.ts": brokenCafe, "input.json": '{ "choice": "c" }' });
  const words = ["run", "pipeline.ts", "--input", "@input.json"];
  const [checked, unchecked] = await Promise.all([orchwits(folder, words), orchwits(folder, [...words, "--no-check"])]);
  expect({ code: checked.code, stdout: checked.stdout }).toEqual({ code: 1, stdout: "" });
  expect(checked.stderr).toMatch(/^error OW101 [\s\S]*Nothing was run\. --no-check runs it anyway\.\n$/);
  expect(unchecked.code).toBe(0);
  expect(unchecked.stdout).toContain('"milk": true');
});

test("says what the input lacks, with a line that would do", async () => {
  const { code, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["run", "pipeline.ts"]);
  expect(code).toBe(2);
  expect(stderr).toContain(`'start' needs what the input does not have:\n  choice: "c" | "t"\n`);
  expect(stderr).toContain(`orchwits run pipeline.ts --input '{"choice":"c"}'`);
});

test("says what does not fit, and what nobody reads", async () => {
  const words = ["run", "pipeline.ts", "--from", "coffee", "--input", '{ "beans": "12", "baens": 1 }'];
  const { code, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), words);
  expect(code).toBe(2);
  expect(stderr).toBe(`warning: No step reads 'baens', so it is left out.
error: The input does not fit what 'coffee' reads.
  beans must be a number, not "12".
`);
});

test("a step that is nearly right is suggested", async () => {
  const { code, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["run", "pipeline.ts", "--from", "cofee"]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "error: Cafe has no step 'cofee'. Did you mean 'coffee'?\n" });
});

// The package counts as CommonJS, the helper comes through `paths`, and names have spaces.
const failing = {
  "package.json": "{}",
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      target: "es2023",
      module: "preserve",
      noEmit: true,
      skipLibCheck: true,
      paths: { "@lib/*": ["./my lib/*"] },
    },
  }),
  "my lib/grind.ts": `interface Cup {
  size: number;
}

export function grind(beans: number): Cup {
  throw new TypeError(\`can't grind \${beans}\`);
}
`,
  "pipe line.ts": cafe
    .replace("console.log", "grind(beans);\n    console.log")
    .replace("\n\n", '\nimport { grind } from "@lib/grind";\n\n'),
};

test.each([
  [
    ["--volatile"],
    `Run again from there:
  orchwits run 'pipe line.ts' --from coffee --input '{"beans":12}' --volatile
`,
  ],
  [
    [],
    `Mend what is wrong, then go on from there:
  orchwits resume ID

Or with another value, such as:
  orchwits resume ID --set beans=12
`,
  ],
])("a failing step shows the user's own stack, its state, and how to go on, with %j", async (more, wayOn) => {
  const folder = makeFolder(failing);
  const { code, stdout, stderr } = await orchwits(folder, ["run", "pipe line.ts", "--input", '{ "choice": "c" }', ...more]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.replaceAll(/[\da-f-]{36}/g, "ID")).toContain(`error: Step 'coffee' failed.

TypeError: can't grind 12
    at grind (my lib/grind.ts:6:9)
    at Cafe.coffee (pipe line.ts:17:5)

  5 | export function grind(beans: number): Cup {
> 6 |   throw new TypeError(\`can't grind \${beans}\`);
    |         ^
  7 | }

'coffee' had this state:
  { beans: 12 }

${wayOn}`);
});

test.each([
  ["await new Promise(() => {});", /Step 'drink' waits for something that can't come any more/],
  ["process.exit(0);", /Step 'drink' ended the process/],
  [
    "void Promise.reject(new Error('lost')); await new Promise((done) => setTimeout(done, 60_000));",
    /nobody waited for[\s\S]*Error: lost\n {4}at Cafe\.drink/,
  ],
])("a step that does %s does not pass for a success", async (line, message) => {
  const folder = makeFolder({
    "pipeline.ts": cafe.replace("drink({ milk", "async drink({ milk").replace("return this.done", `${line}\n    return this.done`),
  });
  const { code, stdout, stderr } = await orchwits(folder, ["run", "pipeline.ts", "--from", "drink", "--input", '{ "milk": true }']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(message);
});

const waiting = cafe
  .replace("drink({ milk", "async drink({ milk")
  .replace("return this.done", "await new Promise((done) => setTimeout(done, 60_000));\n    return this.done");

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s ends it at once with %i, and says how to go on", async (signal, expected) => {
  // What goes on with a run that has a journal is tested with `resume`.
  const folder = makeFolder({ "pipeline.ts": waiting });
  const words = ["run", "pipeline.ts", "--volatile", "--input", '{ "choice": "c" }'];
  const { code, stderr } = await orchwits(folder, words, { reactions: [{ after: "▸ drink", act: (child) => child.kill(signal) }] });
  expect(code).toBe(expected);
  expect(stderr).toContain(`orchwits run pipeline.ts --from drink --input '{"milk":true}' --volatile\n`);
});

// The hooks came with Node 22.15.
test.skipIf(nodeModule.registerHooks === undefined)("a text is imported as a bundle imports it, whatever is in it", async () => {
  const folder = makeFolder({
    "greeting.txt": 'Hi, `you`:\u2028"\\"\n',
    "files.d.ts": 'declare module "*.txt" { const text: string; export default text; }',
    "pipeline.ts": `/// <reference path="./files.d.ts" />
      import { Pipeline, step } from "orchwits";
      import greeting from "./greeting.txt";
      export class Greets extends Pipeline { @step() start() { return this.done(greeting); } }`,
  });
  const { code, stdout, stderr } = await orchwits(folder, ["run", "pipeline.ts"]);
  expect({ code, result: stdout && JSON.parse(stdout) }, stderr).toEqual({ code: 0, result: 'Hi, `you`:\u2028"\\"\n' });
});
