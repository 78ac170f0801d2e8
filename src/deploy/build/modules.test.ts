/** What sources may consist of: module kinds, exports, packages; and what is said of those that can't be bundled. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pipelineSource, projectOptions } from "../../analyzer/project.fixture.ts";
import { buildProject } from "./build.fixture.ts";
import { BuildFailed } from "./build-failed.ts";

const start = `@step() async start() { return this.done("done by start"); }`;
const imports = `import { Pipeline, step } from "orchwits";\n`;

describe("a pipeline", () => {
  const exported: Readonly<Record<string, readonly [source: string, className: string]>> = {
    "exported by name": [`export class Cafe extends Pipeline { ${start} }`, "Cafe"],
    "exported by default": [`export default class Cafe extends Pipeline { ${start} }`, "Cafe"],
    "exported by default without a name": [`export default class extends Pipeline { ${start} }`, "default"],
    "exported below": [`class Cafe extends Pipeline { ${start} }\nexport { Cafe };`, "Cafe"],
    "exported under another name": [`class Cafe extends Pipeline { ${start} }\nexport { Cafe as Bar };`, "Cafe"],
    "exported below by default": [`class Cafe extends Pipeline { ${start} }\nexport default Cafe;`, "Cafe"],
    "that is an expression": [`export const Cafe = class extends Pipeline { ${start} };`, "Cafe"],
  };
  test.each(Object.entries(exported))("%s", async (_, [source, className]) => {
    const { call } = await buildProject({ "pipeline.ts": imports + source }, { className });
    expect(await call("start")).toMatchObject({ result: "done by start" });
  });

  test("re-exported by the file that was named", async () => {
    const { call } = await buildProject(
      {
        "index.ts": `export { Cafe } from "./pipelines/cafe.ts";`,
        "pipelines/cafe.ts": `${imports}export class Cafe extends Pipeline { ${start} }`,
      },
      { file: "index.ts" },
    );
    expect(await call("start")).toMatchObject({ result: "done by start" });
  });

  test("that is not exported is refused, with what to write", async () => {
    const built = buildProject({ "pipeline.ts": `${imports}class Cafe extends Pipeline { ${start} }` });
    await expect(built).rejects.toThrow(/pipeline\.ts:2:7: Cafe is not exported.*export class Cafe\./);
    await expect(built).rejects.toBeInstanceOf(BuildFailed);
  });

  test("beside others in its file has nothing of theirs, unless something mentions them", async () => {
    const source = `${imports}
      export class Cafe extends Pipeline { @step() start() { return this.done("CAFE"); } }
      export class Bar extends Pipeline { @step() start() { return this.done("BAR"); } }
      export class Club extends Pipeline { table = "CLUB"; @step() start() { return this.done(this.table); } }
      export const clubs = [Club];`;
    const { code } = await buildProject({ "pipeline.ts": source }, { className: "Cafe" });
    expect(["CAFE", "BAR", "CLUB"].filter((name) => code("start").includes(name))).toEqual(["CAFE", "CLUB"]);
    const uses = source.replace(`done("CAFE")`, `done(clubs.map((Class) => new Class().table).join())`);
    const { call } = await buildProject({ "pipeline.ts": uses }, { className: "Cafe" });
    expect(await call("start")).toMatchObject({ result: "CLUB" });
  });

  test("in an .mts file, with JSON, an alias of the tsconfig, import.meta, top-level await and a dynamic import", async () => {
    const { call } = await buildProject(
      {
        "pipeline.mts": `import { Pipeline, step } from "orchwits"; import prices from "./prices.json" with { type: "json" };
          import { word } from "#words"; import { helper } from "@lib/helper.ts";
          const late = await Promise.resolve("late");
          export class Cafe extends Pipeline {
            @step() async start() {
              const { lazy } = await import("./lazy.mts");
              return this.done([prices.tea, word, helper, late, lazy, import.meta.url.startsWith("file:")].join());
            }
          }`,
        "prices.json": `{ "tea": 3 }`,
        "words.ts": `export const word = "word";`,
        "lib/helper.ts": `export const helper = "helper";`,
        "lazy.mts": `export const lazy = "lazy";`,
        "package.json": JSON.stringify({ type: "module", imports: { "#words": "./words.ts" } }),
        "tsconfig.json": JSON.stringify({
          compilerOptions: projectOptions({ "orchwits/lambda": ["./handlers.ts"], "@lib/*": ["./lib/*"] }),
        }),
      },
      { file: "pipeline.mts" },
    );
    expect(await call("start")).toMatchObject({ result: "3,word,helper,late,lazy,true" });
  });

  test("that is saved between its reading and its building is built as it was read", async () => {
    const source = `${imports}export class Cafe extends Pipeline {
      @step() start() { return this.next("end", { size: "large" }); }
      @step() end({ size }: { size: string }) { return this.done(size); }
    }`;
    const meanwhile = (folder: string) =>
      writeFileSync(join(folder, "pipeline.ts"), `// Somebody has an idea.\n${source.replace("large", "tiny")}`);
    const { code } = await buildProject({ "pipeline.ts": source }, { meanwhile });
    expect(code("start")).toContain("large");
    expect(code("start")).not.toContain("tiny");
  });

  test("whose helper modules import it in turn is the same class for them", async () => {
    const { call, code } = await buildProject({
      "pipeline.ts": `${imports}import { describe } from "./describe.ts";
        export class Cafe extends Pipeline {
          static visits = 0;
          @step() start() { Cafe.visits += 1; return this.done(describe()); }
          @step() other() { return this.done("OTHER STEP"); }
        }`,
      "describe.ts": `import { Cafe } from "./pipeline.ts"; export const describe = () => "visits: " + Cafe.visits;`,
    });
    expect(await call("start")).toMatchObject({ result: "visits: 1" });
    expect(code("start")).not.toContain("OTHER STEP");
  });

  test("keeps private names that it asks other objects for", async () => {
    const { call } = await buildProject({
      "pipeline.ts": `${imports}
        export class Cafe extends Pipeline {
          #secret = 1;
          @step() start() { return this.done([{}, new Cafe()].map((one) => one instanceof Cafe && #secret in one && one.#secret)); }
          @step() other() { return this.done(Cafe.#shared()); }
          static #shared() { return "shared"; }
        }`,
    });
    expect(await call("start")).toMatchObject({ result: [false, 1] });
    expect(await call("other")).toMatchObject({ result: "shared" });
  });

  test("keeps what stands before a member that is gone apart from what comes after", async () => {
    const { call } = await buildProject({
      "pipeline.ts": `${imports}
        const named = "start" as const
        export class Cafe extends Pipeline {
          kept = 1
          gone() {}
          ["also kept"] = 2;
          *alsoGone() { yield 1 }
          async/* x */ gone2(
          ) { return 1 }
          @step()
          public async start() { return this.done(this.kept + this["also kept"]) }
          @step()

          /* between */ async other(
            { a }: { a?: number },
          ): Promise<any> { return this.done(a) }
          static gone3 = named
        }`,
    });
    expect(await call("start")).toMatchObject({ result: 3 });
  });
});

test("a file that is no module is said to be none, with what to do", async () => {
  const files = (specifier: string, name: string) => ({
    [name]: "select 1",
    "files.d.ts": 'declare module "*.sql" { const text: string; export default text; }',
    "pipeline.ts": pipelineSource("@step() start() { return this.done(sql); }", { before: `import sql from "${specifier}";` }),
  });
  await expect(buildProject(files("./all.sql", "all.sql"))).rejects.toThrow(
    /pipeline\.ts:2:\d+: 'all\.sql' is no module: .* Make a module of it/,
  );
  await expect(buildProject(files("db/all.sql", "node_modules/db/all.sql"))).rejects.toThrow(
    /'all\.sql' of 'db' is no module: .* layer.* --external db/,
  );
});

describe("a package", () => {
  const pipeline = (before: string, body: string) => pipelineSource(`@step() async start() { ${body} }`, { before });

  test("in CommonJS that requires modules of Node, and asks where it lies", async () => {
    const { call, code } = await buildProject({
      "node_modules/old/package.json": `{ "name": "old", "main": "index.js" }`,
      "node_modules/old/index.js": `const path = require("path"); const name = "node:os"; exports.where = () => [path.sep, path.basename(__dirname), typeof require(name).EOL].join();`,
      "node_modules/old/index.d.ts": "export function where(): string;",
      "pipeline.ts": pipeline(`import { where } from "old";`, "return this.done(where());"),
    });
    expect(await call("start")).toMatchObject({ result: "/,start,string" });
    expect(code("start").split("\n")[0]).toContain("createRequire");
    expect(code("orchwits-recovery")).not.toContain("createRequire");
  });

  test("that can't be found is named, with the place and what to do", async () => {
    const built = buildProject({
      "node_modules/typed/package.json": `{ "name": "typed", "types": "index.d.ts", "main": "gone.js" }`,
      "node_modules/typed/index.d.ts": "export const a: string;",
      "pipeline.ts": pipeline(`import { a } from "typed";`, "return this.done(a);"),
    });
    await expect(built).rejects.toThrow(
      /pipeline\.ts:2:\d+: 'typed' can't be found\. .*'typed' is installed, but .* build it.*--external typed/,
    );
  });

  test("that looks for a native addon when it runs is warned of, and so is a source that asks where it lies", async () => {
    const { warnings, folder } = await buildProject({
      "node_modules/crypt/package.json": `{ "name": "crypt", "main": "index.js", "types": "index.d.ts" }`,
      "node_modules/crypt/index.js": `exports.hash = () => require("node-gyp-build")(__dirname);`,
      "node_modules/crypt/index.d.ts": "export function hash(): string;",
      "node_modules/node-gyp-build/package.json": `{ "name": "node-gyp-build", "main": "index.js" }`,
      "node_modules/node-gyp-build/index.js": "module.exports = (folder) => require(folder + '/addon');",
      "pipeline.ts": pipeline(`import { hash } from "crypt";`, "return this.done(hash() + import.meta.url);"),
    });
    expect(warnings).toEqual([
      {
        message: "`import.meta.url` is the place of the bundle once it is built: what lies beside this source is not there.",
        fix: expect.stringContaining("layer"),
        at: { file: `${folder}/pipeline.ts`, line: 4, column: expect.any(Number) },
      },
      {
        message: "'crypt' looks for a native addon when it runs, which no bundle can hold.",
        fix: expect.stringContaining("--external crypt"),
      },
    ]);
  });

  test("that loads a native addon by a name that it makes up is warned of, where it is used", async () => {
    const files = {
      "node_modules/pixels/package.json": `{ "name": "pixels", "main": "index.js", "types": "index.d.ts" }`,
      "node_modules/pixels/index.js": "const load = require; exports.load = () => load('./prebuilds/' + process.platform + '/x.node');",
      "node_modules/pixels/index.d.ts": "export function load(): string;",
      "pipeline.ts": pipeline(`import { load } from "pixels";`, "return this.done(load());"),
    };
    expect((await buildProject(files)).warnings).toEqual([
      {
        message: "'pixels' looks for a native addon when it runs, which no bundle can hold.",
        fix: expect.stringContaining("--external pixels"),
      },
    ]);
    expect((await buildProject(files, { external: ["pixels"] })).warnings).toEqual([]);
  });

  test("in CommonJS may ask where it lies, but a source is warned that it does, unless it makes that itself", async () => {
    const asking = (before: string) => pipeline(before, "return this.done(__dirname);");
    const { warnings } = await buildProject({ "pipeline.ts": asking("") });
    expect(warnings).toMatchObject([{ message: expect.stringMatching(/^`__dirname` is the place of the bundle/), at: { line: 4 } }]);
    const made = await buildProject({ "pipeline.ts": asking("const __dirname = import.meta.dirname;") });
    expect(made.warnings).toMatchObject([{ message: expect.stringMatching(/^`import.meta.dirname` is/), at: { line: 2 } }]);
  });

  test("that is a native addon is refused with advice, and left to a layer when asked", async () => {
    const files = {
      "node_modules/@native/image/package.json": `{ "name": "@native/image", "main": "index.js", "types": "index.d.ts" }`,
      "node_modules/@native/image/index.js": `module.exports = require("./build/addon.node");`,
      "node_modules/@native/image/build/addon.node": "ELF",
      "node_modules/@native/image/index.d.ts": "export function resize(): string;",
      "pipeline.ts": pipeline(`import { resize } from "@native/image";`, "return this.done(resize());"),
    };
    await expect(buildProject(files)).rejects.toThrow(/'@native\/image' is a native addon.*layer.*--external @native\/image/);
    const { code } = await buildProject(files, { external: ["@native/image"] });
    expect(code("start")).toMatch(/\("@native\/image"\)/);
  });
});
