/** Large honest pipelines must compile, and a fault at their far end must be found: the check in the compiler has no size limit that people meet. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compile } from "./compiler.ts";

// Inside the package, so that the sources find the types of Node.
const cache = join(import.meta.dirname, "../node_modules/.cache");
mkdirSync(cache, { recursive: true });
const directory = mkdtempSync(join(cache, "canary-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A chain whose `kept` is set by the first step and read by the last; each step counts on from the one before. */
function makeChain(length: number, lastReads: "kept" | "absent"): string {
  const steps = Array.from({ length }, (_, index) => {
    if (index === 0) return '@step() start({ seed }: { seed: string }) { return this.next("s1", { kept: seed, k0: 0 }); }';
    if (index === length - 1) return `@step() s${index}({ ${lastReads} }: { ${lastReads}: string }) { return this.done(${lastReads}); }`;
    return `@step() s${index}({ k${index - 1} }: { k${index - 1}: number }) { return this.next("s${index + 1}", { k${index}: k${index - 1} + 1 }); }`;
  });
  return `import { Pipeline, step } from "orchwits";\nexport class Chain extends Pipeline {\n${steps.join("\n")}\n}\n`;
}

async function compileChain(length: number, lastReads: "kept" | "absent") {
  const project = join(directory, `${lastReads}-${length}`);
  mkdirSync(project);
  writeFileSync(join(project, "chain.ts"), makeChain(length, lastReads));
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({
      extends: "../../../../test/fixtures/tsconfig.json",
      compilerOptions: { paths: { orchwits: [join(import.meta.dirname, "../src/index.ts")] } },
      include: ["chain.ts"],
      exclude: [],
    }),
  );
  return await compile("7.0.2", ["-p", "."], project);
}

describe("the check in the compiler", () => {
  it.each([800, 2500])("lets an honest chain of %i steps compile", async (length) => {
    expect(await compileChain(length, "kept")).toEqual([]);
  });

  it("finds the fault at the end of 800 steps", async () => {
    const errors = await compileChain(800, "absent");
    expect(errors.map(({ code, step, about, line }) => ({ code, step, about, line }))).toEqual([
      { code: "OW101", step: "s799", about: "absent", line: 802 },
    ]);
  });
});
