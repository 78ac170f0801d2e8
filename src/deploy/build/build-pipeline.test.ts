/** What bundles hold: a step's own code and imports, and nothing of any other step's. */
import { describe, expect, test } from "vitest";
import { pipelineSource, projectOptions } from "../../analyzer/project.fixture.ts";
import { buildProject, makeHandlers } from "./build.fixture.ts";

/** A package that is large, and does something when it is loaded. */
const fat = {
  "node_modules/fat/package.json": '{ "name": "fat", "type": "module", "main": "index.js", "types": "index.d.ts" }',
  "node_modules/fat/index.js": `globalThis.fatLoaded = true;
    export class Fat { constructor(options) { this.options = options; } static of() { return new Fat(); } work() { return "FAT".repeat(3); } }
    export const traced = (value) => value; ${Array.from({ length: 200 }, (_, index) => `export const part${index} = () => "fat part ${index}";`).join("\n")}
    export const all = () => [${Array.from({ length: 200 }, (_, index) => `part${index}()`).join()}];`,
  "node_modules/fat/index.d.ts": `export class Fat { constructor(options?: object); static of(): Fat; work(): string }
    export const all: () => string[]; export const traced: <T>(value: T) => T;`,
};

describe("a heavy library that one step uses", () => {
  const source = (before: string, members: string, body: string, extra = "") =>
    pipelineSource(
      `${members}
      @step() start({ a }: { a: number }) { return this.next("heavy", { b: String(a) }); }
      @step(${extra}) heavy({ b }: { b: string }) { ${body} return this.next("end", { c: b }); }
      @step() end({ c }: { c: string }) { return this.done(c); }`,
      { before },
    );
  const plain = source("", "", "console.log(b);");
  const ways: Readonly<Record<string, readonly [before: string, members: string, body: string, extra?: string]>> = {
    "in its body": [`import { all } from "fat";`, "", "console.log(b, all());"],
    "through a constant of the module": [
      `import { Fat, all } from "fat";\nconst client = new Fat(all());`,
      "",
      "console.log(b, client.work());",
    ],
    "through a chain of calls": [
      `import { Fat, all } from "fat";\nconst text = Fat.of().work().concat(...all());`,
      "",
      "console.log(b, text);",
    ],
    "through constants within constants": [
      `import { Fat, all } from "fat";\nconst clients = { one: new Fat(), two: [Fat.of(), new Fat(all())] } as const;`,
      "",
      "console.log(b, clients.one.work());",
    ],
    "through a property": [
      `import * as fat from "fat";\nconst lib = { fat };\nconst { all, Fat: Other } = lib.fat;\nconst work = lib.fat.all;`,
      "",
      "console.log(b, work(), all(), Other);",
    ],
    "through a function of the module": [
      `import { Fat, all } from "fat";\nconst client = new Fat(); function use(b: string) { console.log(b, client.work(), all()); }`,
      "",
      "use(b);",
    ],
    "through a field": [`import { Fat, all } from "fat";`, "readonly client = new Fat(all());", "console.log(b, this.client.work());"],
    "through a static field": [`import { Fat, all } from "fat";`, "static client = new Fat(all());", "console.log(b, Cafe.client.work());"],
    "through a private field": [`import { Fat, all } from "fat";`, "#client = new Fat(all());", "console.log(b, this.#client.work());"],
    "through helpers": [
      `import { Fat, all } from "fat";`,
      "#make() { return new Fat(all()); } private work() { return this.#make().work(); }",
      "console.log(b, this.work());",
    ],
    "through a module of the project": [`import { client } from "./client.ts";`, "", "console.log(b, client.work());"],
    "through a namespace": [`import * as fat from "fat";`, "", "console.log(b, fat.all());"],
    "by a dynamic import": ["", "", `const { all } = await import("fat"); console.log(b, all());`],
  };
  const files = (text: string) => ({
    ...fat,
    "client.ts": `import { all, Fat } from "fat";\nexport const client = new Fat(all());\n`,
    "pipeline.ts": text,
  });

  test.each(Object.entries(ways))("%s makes no other bundle larger by a byte", async (_, [before, members, body, extra]) => {
    const text = source(before, members, body, extra).replace("heavy({ b }", body.includes("await") ? "async heavy({ b }" : "heavy({ b }");
    const [without, within] = [await buildProject(files(plain)), await buildProject(files(text))];
    for (const name of ["start", "end", "orchwits-recovery"]) {
      expect(within.code(name), name).toBe(without.code(name));
      expect(within.function(name).bytes, name).toBe(without.function(name).bytes);
    }
    expect(within.code("heavy")).toContain("fat part 7");
    expect(await within.call("heavy", { b: "x" })).toMatchObject({ kind: "next", to: "end", set: { c: "x" } });
    expect(within.function("heavy").parts[0]?.name).toBe("fat");
  });

  test("under verbatimModuleSyntax too", async () => {
    const options = { ...projectOptions({ "orchwits/lambda": ["./handlers.ts"] }), verbatimModuleSyntax: true };
    const text = source(`import { all } from "fat";`, "", "console.log(b, all());").replace("type StepContext", "type StepContext as _");
    const { code } = await buildProject({ ...files(text), "tsconfig.json": JSON.stringify({ compilerOptions: options }) });
    expect(code("start")).not.toContain("fat");
  });

  test("but what is imported for its effects is in all", async () => {
    const text = source(`import "fat";\nimport { all } from "fat";`, "", "console.log(b, all());");
    const { code } = await buildProject(files(text));
    for (const name of ["start", "heavy", "end"]) expect(code(name)).toContain("fatLoaded");
    expect(code("start")).not.toContain("fat part");
  });

  test("and a constant that nobody uses is made in all, for making it may be all it is for", async () => {
    const { code } = await buildProject(
      files(source(`import { traced } from "fat";\nconst _tracing = traced("TRACED");`, "", "console.log(b);")),
    );
    for (const name of ["start", "heavy", "end"]) expect(code(name)).toContain("TRACED");
  });
});

describe("what a step uses of its class", () => {
  /** Whether the bundle of `start` holds what each member says. */
  async function markersIn(start: string, members: string | undefined, before: string | undefined): Promise<string[]> {
    const { code } = await buildProject({
      "pipeline.ts": pipelineSource(
        `field = mark("FIELD"); static table = mark("STATIC");
        helper() { return mark("HELPER") + this.deep(); } deep() { return mark("DEEP"); } get accessor() { return mark("GETTER"); }
        onFailure() { mark("FAILURE"); }
        ${members ?? ""}
        @step() start() { ${start} return this.next("other"); }
        @step() other() { mark("OTHER"); return this.done(); }`,
        { before: `function mark(text: string): string { console.log(text); return text + Math.random(); }\n${before ?? ""}` },
      ),
    });
    return [..."FIELD STATIC HELPER DEEP GETTER FAILURE OTHER MORE".split(" ")].filter((marker) => code("start").includes(`"${marker}"`));
  }
  const everything = ["FIELD", "STATIC", "HELPER", "DEEP", "GETTER", "FAILURE", "OTHER"];

  type Case = readonly [start: string, kept: readonly string[], members?: string | undefined, before?: string | undefined];
  const cases: readonly Case[] = [
    ["", []],
    ["this.helper();", ["HELPER", "DEEP"]],
    ["[1].map(() => this.deep());", ["DEEP"]],
    ["[1].map(this.deep.bind(this));", ["DEEP"]],
    [`this["deep"]();`, ["DEEP"]],
    ["const { field, accessor: it } = this; mark(field + it);", ["FIELD", "GETTER"]],
    ["const { field, ...rest } = this; mark(field); mark(String(rest));", everything],
    ["mark(Cafe.table);", ["STATIC"]],
    ["mark((this.constructor as typeof Cafe).table);", ["STATIC"]],
    ["mark(String(this.constructor));", everything],
    ["this.other();", ["OTHER"]],
    ["const self = this; self.deep();", everything],
    ["register(this);", everything, "", "function register(it: Cafe) { it.deep(); }"],
    ["new Cafe().deep();", everything],
    ["const key = 'deep' as const; this[key]();", everything],
    ["mark(String({ get it() { return this } }.it));", []],
    ["mark(String(new (class { deep = this; })()));", []],
    ["", ["DEEP"], "constructor() { super(); this.deep(); }"],
    ["", ["DEEP"], "static { new (class { deep() {} })().deep(); mark(String(Cafe.prototype.deep)); }"],
    ["", everything, "constructor() { super(); register(this); }", "function register(it: object) { mark(String(it)); }"],
    ["mark(outside());", ["STATIC"], "", "function outside() { return Cafe.table; }"],
    ["mark(more);", ["MORE"], "", `const more = mark("MORE");`],
  ];
  test.each(cases)("%s", async (...one) => {
    const [start, kept, members, before] = one as unknown as Case;
    expect(await markersIn(start, members, before)).toEqual(kept);
  });

  test("includes what base classes in other files have of it, overrides considered", async () => {
    const files = {
      "base.ts": `import { Pipeline, step } from "orchwits"; import { all } from "fat";
        export abstract class Base extends Pipeline {
          protected store = "STORE"; protected unused = all();
          protected load() { return "BASE LOAD " + this.store; }
          protected log() { return "BASE LOG"; }
          @step() inherited() { return this.next("end", { text: "INHERITED " + this.load() }); }
          @step() end({ text }: { text: string }) { return this.done("BASE END " + text + all().length); }
        }`,
      "pipeline.ts": `import { step } from "orchwits"; import { Base } from "./base.ts";
        export class Cafe extends Base {
          @step() start() { return this.next("inherited"); }
          protected override load() { return "OWN LOAD " + super.log(); }
          @step() override end({ text }: { text: string }) { return this.done("OWN END " + text); }
        }`,
      ...fat,
    };
    const { call, code } = await buildProject(files);
    expect(await call("inherited")).toMatchObject({ set: { text: "INHERITED OWN LOAD BASE LOG" } });
    expect(await call("end", { text: "x" })).toMatchObject({ result: "OWN END x" });
    for (const gone of ["BASE LOAD", "STORE", "BASE END", "OWN END", "fat part"]) expect(code("inherited")).not.toContain(gone);
    for (const gone of ["BASE", "STORE", "INHERITED", "fat part"]) expect(code("end")).not.toContain(gone);
  });

  test("includes other steps that it calls, and of their options none", async () => {
    const { code, call } = await buildProject({
      "pipeline.ts": pipelineSource(
        `@step({ memory: 512, timeout: "1m" }) start() { return this.other(); }
        @step({ environment: { A: "ENVIRONMENT" } }) /* last */ async other() { return this.done("OTHER"); }`,
      ),
    });
    expect(await call("start")).toMatchObject({ result: "OTHER" });
    expect(code("start")).toContain("memory:512");
    expect(code("start")).not.toContain("ENVIRONMENT");
    expect(code("other")).toContain("ENVIRONMENT");
  });

  test("is decorated without what bundlers put in the place of decorators, unless there are others", async () => {
    const members = `@step({ timeout: "7m" }) start() { return this.next("other"); } %@step() other() { return this.done(); }`;
    const before = `const traced = <T>(method: T, _: unknown): T => { console.log("TRACED"); return method; };`;
    const { code, call } = await buildProject({
      "handlers.ts": makeHandlers(`["start", "other"].map((name) => Class.prototype[name]?.[Symbol.for("orchwits.step")])`),
      "pipeline.ts": pipelineSource(members.replace("%", "@traced "), { before }),
    });
    expect(await call("start")).toEqual([{ timeout: "7m" }, undefined]);
    expect(await call("other")).toEqual([undefined, {}]);
    expect(code("start")).not.toMatch(/TRACED|Symbol\.metadata|"metadata"/);
    expect(code("other")).toMatch(/TRACED/);
  });
});
