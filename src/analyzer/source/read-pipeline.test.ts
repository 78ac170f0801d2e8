/** What a graph holds for those who deploy and draw: the stack's options, `onFailure`, what needs the input, retries, targets. */
import { describe, expect, test } from "vitest";
import { check } from "../check.ts";
import { pipelineSource, projectOptions } from "../project.fixture.ts";
import { readProject } from "../read-project.fixture.ts";

const readMembers = (members: string, before = "") => readProject({ "pipeline.ts": pipelineSource(members, { before }) });
const start = "@step() start() { return this.done(); }";

describe("the options of the stack", () => {
  test("are what the class says, constants and spreads included", () => {
    const { pipelines, diagnostics } = readMembers(
      `static override readonly stack = { name: "cafe", ...common, environment: { TABLE: { Ref: "Table" } } } as const; ${start}`,
      `const common = { memory: 512 };`,
    );
    expect(diagnostics).toEqual([]);
    expect(pipelines[0]?.stack).toEqual({ name: "cafe", memory: 512, environment: { TABLE: { Ref: "Table" } } });
  });

  test("are inherited from the nearest class that has some, and absent where none has", () => {
    const base = `import { Pipeline } from "orchwits";
      export abstract class Far extends Pipeline { static override readonly stack = { name: "far" }; onFailure() {} }
      export abstract class Near extends Far { static override readonly stack = { name: "near" }; }`;
    const { pipelines } = readProject({
      "base.ts": base,
      "pipeline.ts": `import { Pipeline, step } from "orchwits"; import { Near } from "./base.ts";
        export class Cafe extends Near { ${start} }
        export class Plain extends Pipeline { ${start} }`,
    });
    expect(pipelines.map(({ stack }) => stack)).toEqual([{ name: "near" }, undefined]);
    expect(pipelines.map(({ failureHandler }) => failureHandler?.file)).toEqual(["base.ts", undefined]);
  });

  test("that only a run could tell are said to be so, and make no step unreadable", () => {
    const { pipelines, diagnostics } = readMembers(`static override readonly stack = { name: process.env["STAGE"] ?? "cafe" };
      @step() start({ a }: { a: number }) { return this.next("end", { b: a }); }
      @step() end({ b }: { b: number }) { return this.done(b); }`);
    expect(diagnostics).toMatchObject([{ code: "OW303", message: expect.stringContaining('`process.env["STAGE"] ?? "cafe"`') }]);
    expect(pipelines[0]?.stack).toBeUndefined();
    expect(pipelines[0]?.steps.flatMap(({ unread }) => unread)).toEqual([]);
  });

  test("and onFailure are no fields that steps share", () => {
    const { pipelines } = readMembers(`static override readonly stack = { name: "cafe" }; seen = 0;
      override onFailure() { this.seen += 1; console.log(Cafe.stack.name); }
      @step() start() { console.log(Cafe.stack.name, this.seen); return this.done(); }`);
    expect(check(pipelines[0] as never)).toEqual([]);
    expect(pipelines[0]?.failureHandler).toMatchObject({ file: "pipeline.ts" });
  });
});

describe("whether a step reads the input", () => {
  const cases: readonly (readonly [parameters: string, body: string, reads: boolean])[] = [
    ["", "", false],
    ["{}: {}, { log, execution: id }: StepContext", "log.info(id);", false],
    ["{}: {}, { log, input }: StepContext", "", true],
    ["{}: {}, { input: original }: StepContext", "", true],
    ["{}: {}, { log, ...rest }: StepContext", "", true],
    ["{}: {}, context: StepContext", "context.log.info(context.execution); const { signal } = context;", false],
    ["{}: {}, context: StepContext", "await context.input();", true],
    ["{}: {}, context: StepContext", `await context["input"]();`, true],
    ["{}: {}, context: StepContext", `console.log(context["hop"]);`, false],
    ["{}: {}, context: StepContext", "const { input } = context; await input();", true],
    ["{}: {}, context: StepContext", "console.log(context);", true],
    ["{}: {}, context: StepContext", "const copy = { context };", true],
    ["{}: {}, context: StepContext", "const copy = { context: 1 };", false],
    ["{}: {}, context: StepContext", "[1].forEach(() => this.helper(context));", true],
    ["", "console.log(arguments[1]);", true],
    ["...all: [{}, StepContext]", "await all[1].input();", true],
  ];
  test.each(cases)("(%s) { %s } → %s", (parameters, body, reads) => {
    const { pipelines, diagnostics } = readMembers(
      `helper(context: StepContext) { return context; } @step() async start(${parameters}) { ${body} return this.done(); }`,
    );
    expect(diagnostics).toEqual([]);
    expect(pipelines[0]?.steps[0]?.readsInput).toBe(reads || undefined);
  });
});

test("how long a step that throws RetryLater waits is told, through helpers too", () => {
  const { pipelines } = readMembers(
    `@step() start({ at }: { at: Wait }) { if (at) throw new RetryLater("2h"); wait(at); return this.next("end"); }
     @step({ retry: { attempts: 2 } }) end() { return this.done(); }`,
    "function wait(at: Wait) { throw new RetryLater(at, 'not yet'); } type Wait = '1s' | '2s';",
  );
  expect(pipelines[0]?.steps.map(({ retries, retryDelays }) => ({ retries, retryDelays }))).toEqual([
    { retries: true, retryDelays: ["2h", "at"] },
    { retries: true, retryDelays: undefined },
  ]);
});

test.each([
  ["where the move is made", 'return this.next(late ? "fly" : "drive", { weight: 1 });'],
  ["as a constant", 'const by = late ? "fly" : "drive"; return this.next(by, { weight: 1 });'],
  ["the other way round", 'return this.next(!late ? "drive" : "fly", { weight: 1 });'],
])("a target that a condition chooses is a move in each case: %s", (_, body) => {
  const steps = '@step() fly() { return this.done("fly"); } @step() drive() { return this.done("drive"); }';
  const { pipelines } = readMembers(`@step() start({ late }: { late: boolean }) { ${body} } ${steps}`);
  const { edges = [], decisions = [], flow } = pipelines[0]?.steps[0] ?? {};
  expect(flow).toEqual({ decision: 0 });
  expect(decisions).toMatchObject([{ kind: "conditional", subject: "late", branches: [{ case: "true" }, { case: null }] }]);
  const targets = decisions[0]?.branches.map((branch) => ("edge" in branch.flow ? edges[branch.flow.edge] : undefined));
  expect(targets).toMatchObject([
    { to: "fly", sets: { weight: {} } },
    { to: "drive", sets: { weight: {} } },
  ]);
  expect(edges).toHaveLength(2);
});

test("a target that only partly stands in a condition keeps every way that there is", () => {
  const { pipelines } = readMembers(`
    private pick(): "fly" | "drive" { return "fly"; }
    @step() start({ late }: { late: boolean }) { return this.next(late ? "fly" : this.pick()); }
    @step() fly() { return this.done("fly"); }
    @step() drive() { return this.done("drive"); }`);
  const targets = pipelines[0]?.steps[0]?.edges.map((edge) => edge.kind === "next" && edge.to);
  expect([...new Set(targets)].sort()).toEqual(["drive", "fly"]);
});

test("what a helper sets that nobody can look into stands at its call, and not at one of its arguments", () => {
  const { pipelines } = readMembers(`
    protected refuse<R extends string>(reason: R, email: string) { return this.next("end", { reason, email }); }
    protected go<T extends object>(_: string, updates: T) { return this.next("end", updates); }
    @step() start({ b }: { b: boolean }) { return b ? this.refuse("late", "a@b") : this.go("x", { z: 1 }); }
    @step() end() { return this.done(1); }`);
  const [refused, gone] = pipelines[0]?.steps[0]?.edges ?? [];
  expect(refused).toMatchObject({ sets: { reason: { at: refused?.at }, email: { at: refused?.at } } });
  // What is written out at the call is where it is set.
  expect(gone).toMatchObject({ sets: { z: { at: { column: (gone?.at.column ?? 0) + "this.go('x', { ".length } } } });
});

test("the cases of a `when` may be named by members of an enum and by constants", () => {
  const { pipelines } = readMembers(
    `@step() start({ level }: { level: Level }) {
      return this.when(level, { [Level.Low]: this.next("end", { a: 1 }), [high]: this.next("end", { a: 2 }), ["default"]: this.done(0) });
    }
    @step() end({ a }: { a: number }) { return this.done(a); }`,
    "enum Level { Low, Mid, High } const high = Level.High;",
  );
  const [decision] = pipelines[0]?.steps[0]?.decisions ?? [];
  expect(decision).toMatchObject({ kind: "when", subject: "level", branches: [{ case: "Level.Low" }, { case: "high" }, { case: null }] });
});

test("where the source can't even be parsed, only that is said, and not what follows from it", () => {
  const steps =
    '@step() start({ late }: { late: boolean }) { return late ? this.next("end") : this.done(1); } @step() end() { return this.done(2); }';
  expect(readMembers(steps).diagnostics).toEqual([]);
  const { pipelines, diagnostics } = readMembers(steps.replace("start(", "start(("));
  expect(pipelines).toEqual([]);
  expect(diagnostics.length).toBeGreaterThan(0);
  // What TypeScript says of syntax is numbered from 1000 to 1999.
  for (const { code, message } of diagnostics) expect(`${code} ${message}`).toMatch(/^OW001 TS1\d{3}: /);
});

test("of a module that can't be found, only that is said, with what to install", () => {
  const { diagnostics } = readMembers(
    "@step() start({ a }: { a: string }) { const n: number = a; return this.done(limits[n] + one + two + three.x); }",
    `import { limits } from "@acme/limits/deep"; import { one } from "one"; import two from "./two.ts"; import three from "~/three";`,
  );
  expect(diagnostics.map(({ message, fix }) => [/'.*?'/.exec(message)?.[0], fix])).toEqual([
    ["'@acme/limits/deep'", "Install it: npm install @acme/limits"],
    ["'one'", "Install it: npm install one"],
    ["'./two.ts'", undefined],
    ["'~/three'", undefined],
  ]);
});

test("a package that is there, but not built, isn't to be installed", () => {
  const { diagnostics } = readProject({
    "node_modules/@acme/shared/package.json": '{ "name": "@acme/shared", "exports": "./dist/index.js" }',
    "pipeline.ts": pipelineSource(start, { before: 'import { a } from "@acme/shared"; console.log(a);' }),
  });
  expect(diagnostics).toMatchObject([{ fix: expect.stringMatching(/^'@acme\/shared' is installed, but .* build it/) }]);
});

test("a class whose base has come without its source is no riddle", () => {
  const { diagnostics } = readProject({
    "node_modules/shared/package.json": '{ "name": "shared", "types": "./base.d.ts" }',
    "node_modules/shared/base.d.ts": 'import { Pipeline } from "orchwits"; export declare abstract class Reporting extends Pipeline {}',
    "pipeline.ts": `import { step } from "orchwits"; import { Reporting } from "shared"; export class Cafe extends Reporting { ${start} }`,
  });
  expect(diagnostics).toMatchObject([
    {
      code: "OW104",
      message: expect.stringMatching(/^'Cafe' extends 'Reporting', of which only/),
      fix: expect.stringContaining("'Reporting'"),
    },
  ]);
  const plain = readProject({ "pipeline.ts": 'import { Pipeline } from "orchwits"; export abstract class Cafe extends Pipeline {}' });
  expect(plain.diagnostics).toMatchObject([{ code: "OW104", message: expect.stringContaining("has no pipeline.") }]);
});

test("what only an ES module may do is told with what makes one", () => {
  const compilerOptions = { ...projectOptions(), module: "nodenext", moduleResolution: "nodenext", verbatimModuleSyntax: true };
  const { diagnostics } = readProject({
    "package.json": "{}",
    "tsconfig.json": JSON.stringify({ compilerOptions }),
    "pipeline.ts": pipelineSource(start),
  });
  expect(diagnostics.length).toBeGreaterThan(0);
  for (const { fix } of diagnostics) expect(fix).toBe('Write "type": "module" into package.json, or end the file\'s name in .mts.');
});

test.each([
  ["@step start() { return this.done(1); }", "Write `@step()`, with parentheses."],
  ["@step() start = () => this.done(1);", "A step is a method: write `start() { … }` instead of a field."],
  ["@step() get start() { return this.done(1); }", "A step is a method: remove `get`."],
  ["@step() static start() { return 1; }", "A step is a method of an instance: remove `static`."],
])("what the compiler says at length of a decorator is put into a word: %s", (members, fix) => {
  const { diagnostics } = readMembers(members);
  expect(diagnostics[0]).toMatchObject({ code: "OW001", fix });
});
