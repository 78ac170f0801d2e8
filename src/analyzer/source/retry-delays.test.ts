/** Wherever `RetryLater` is thrown in the project's own code, the steps that come to it are known, with what they may wait for. */
import { expect, test } from "vitest";
import { pipelineSource } from "../project.fixture.ts";
import { readProject } from "../read-project.fixture.ts";

/** The delays by step, of those that have any. Each body is one of a step. */
function delaysOf(
  steps: Readonly<Record<string, string>>,
  { before = "", members = "", files = {} } = {},
): Record<string, readonly string[]> {
  const names = Object.keys(steps);
  const bodies = Object.values(steps).map((body, index) => {
    const end = index + 1 < names.length ? `return this.next("${names[index + 1]}");` : "return this.done();";
    return `@step() async ${names[index]}() { if (maybe()) { ${body} } ${end} }`;
  });
  const source = pipelineSource(`${members}\n${bodies.join("\n")}`, { before: `declare function maybe(): boolean;\n${before}` });
  const { pipelines, diagnostics } = readProject({ "pipeline.ts": source, ...files });
  expect(diagnostics).toEqual([]);
  const found = pipelines[0]?.steps ?? [];
  expect(found.map(({ retries }) => retries)).toEqual(found.map(({ retryDelays }) => retryDelays !== undefined));
  return Object.fromEntries(found.flatMap(({ name, retryDelays }) => (retryDelays ? [[name, retryDelays]] : [])));
}

test("in the step itself, its delay told by the source or the type, else by the expression", () => {
  const steps = {
    start: `throw new RetryLater("30s");`,
    constant: "throw new RetryLater(soon);",
    either: "throw new RetryLater(either);",
    nested: `await Promise.all([1].map(async () => { throw new RetryLater("1m"); }));`,
    all: `if (maybe()) throw new RetryLater("1h", "not yet"); throw new RetryLater("2h");`,
    none: "let RetryLaterThanThis: RetryLater | undefined;",
  };
  const before = `const soon = "45s"; declare const either: "1s" | "2s";`;
  expect(delaysOf(steps, { before })).toEqual({
    start: ["30s"],
    constant: ["45s"],
    either: ["either"],
    nested: ["1m"],
    all: ["1h", "2h"],
  });
});

test("in what the step uses of its class and of the module", () => {
  const steps = {
    start: "this.helper();",
    other: "this.start;",
    hidden: "this.#hidden();",
    arrow: "this.field();",
    gets: "this.getter;",
    polls: "await this.client.poll();",
    idle: "await this.client.idle();",
    handed: "[1].forEach(wait);",
    maker: "new Maker();",
    table: "table.wait();",
    inherited: "super.toString(); this.onFailure;",
    none: "this.innocent(); let wait = 1; wait += 1;",
  };
  const before = `
    function wait() { throw new RetryLater("1s"); }
    class Client { async poll() { wait(); } async idle() {} }
    class Maker { constructor() { throw new RetryLater("2s"); } other() {} }
    const table = { wait: () => { throw new RetryLater("3s"); } };`;
  const members = `
    private client = new Client();
    private field = () => { throw new RetryLater("4s"); };
    private get getter(): number { throw new RetryLater("5s"); }
    private helper() { throw new RetryLater("6s"); }
    #hidden() { this.helper(); }
    private innocent() { return maybe(); }
    override onFailure() {}`;
  expect(delaysOf(steps, { before, members })).toEqual({
    start: ["6s"],
    other: ["6s"],
    hidden: ["6s"],
    arrow: ["4s"],
    gets: ["5s"],
    polls: ["1s"],
    handed: ["1s"],
    maker: ["2s"],
    table: ["3s"],
  });
});

test("in other modules, however they are imported", () => {
  const files = {
    "poll.ts": `import { RetryLater as Later } from "orchwits";
      export async function poll() { throw new Later("10s"); }
      export async function idle() { return 1; }
      export default async () => { throw new Later("20s"); };
      export const far = { poll };`,
    "barrel.ts": `export { poll as wait, idle } from "./poll.ts"; export * as all from "./poll.ts";`,
    "errors.ts": `import * as orchwits from "orchwits";
      export class NotReady extends orchwits.RetryLater { constructor(reason: string) { super("40s", reason); } }
      export class Vague extends orchwits.RetryLater {}
      export const explain = (error: unknown) => (error instanceof orchwits.RetryLater ? "later" : "never");`,
  };
  const before = `
    import anything, { poll, idle as rest, far } from "./poll.ts";
    import * as api from "./poll.ts";
    import { wait, idle, all } from "./barrel.ts";
    import { NotReady, Vague } from "./errors.ts";`;
  const steps = {
    start: "await poll();",
    rest: "await rest(); await idle();",
    default_: "await anything();",
    space: "await api.poll();",
    quiet: "await api.idle(); await all.idle();",
    barrel: "await wait();",
    all: "await all.poll();",
    far: "await far.poll();",
    late: `const { poll } = await import("./poll.ts"); await poll();`,
    later: `const { idle } = await import("./poll.ts"); await idle();`,
    subclass: `throw new NotReady("a queue");`,
    vague: `throw new Vague("5s");`,
    catches: "try { maybe(); } catch (error) { if (error instanceof RetryLater) throw error; }",
  };
  expect(delaysOf(steps, { before, files })).toEqual({
    start: ["10s"],
    default_: ["20s"],
    space: ["10s"],
    barrel: ["10s"],
    all: ["10s"],
    far: ["10s"],
    late: ["10s"],
    subclass: ["40s"],
    vague: ["RetryLater"],
    catches: ["RetryLater"],
  });
});

test("through interfaces and overrides, and in circles", () => {
  const files = {
    "api.ts": `import { RetryLater } from "orchwits";
      export interface Api { poll(): void; idle(): void; readonly size: number }
      export interface Info { poll: number }
      export const info: Info = { poll: 1 };
      export class Base { check() { this.ask(); } ask() {} rest() {} }
      export class Real extends Base implements Api {
        size = 1; poll() { throw new RetryLater("1m"); } idle() {} override ask() { throw new RetryLater("2m"); }
      }
      export function ping(n: number): void { if (n > 0) pong(n - 1); }
      export function pong(n: number): void { ping(n); if (n === 7) throw new RetryLater("3m"); }
      export const api: Api = new Real();`,
  };
  const before = `import { api, Base, info, ping } from "./api.ts"; const base: Base = new Base();`;
  const steps = {
    start: "api.poll();",
    idle: "api.idle();",
    base: "base.check();",
    rest: "base.rest();",
    circle: "ping(3);",
    size: "[api.size].map((poll) => poll); info.poll;",
    taken: "const { poll } = info; [poll];",
  };
  expect(delaysOf(steps, { before, files })).toEqual({ start: ["1m"], base: ["2m"], circle: ["3m"] });
});

test("in what decorates a step", () => {
  const decorators = `import { RetryLater } from "orchwits";
    export const gentle = <F extends Function>(method: F, _: ClassMethodDecoratorContext): F =>
      (() => { throw new RetryLater("7s"); }) as unknown as F;`;
  const members = "@gentle @step() decorated() { return this.done(); }";
  expect(delaysOf({ start: "" }, { before: `import { gentle } from "./gentle.ts";`, members, files: { "gentle.ts": decorators } })).toEqual(
    {
      decorated: ["7s"],
    },
  );
});

test("in a class that the pipeline inherits from", () => {
  const files = {
    "base.ts": `import { Pipeline, RetryLater, step } from "orchwits";
      export abstract class Base extends Pipeline {
        protected wait(): void { throw new RetryLater("1d"); }
        protected pause(): void {}
        @step() inherited() { this.pause(); return this.done(); }
      }`,
    "pipeline.ts": `import { RetryLater, step } from "orchwits";
      import { Base } from "./base.ts";
      export class Cafe extends Base {
        @step() start() { super.wait(); return this.next("quiet"); }
        @step() quiet() { return this.next("inherited"); }
        protected override pause(): void { throw new RetryLater("2d"); }
      }`,
  };
  expect(delaysOf({}, { files })).toEqual({ start: ["1d"], inherited: ["2d"] });
});
