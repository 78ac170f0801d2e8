/** Holds what Orchwits itself adds to a function: bytes, and no part that the graph has no use for. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";
import { expect, test, vi } from "vitest";
import { pipelineSource } from "../../analyzer/project.fixture.ts";
import { type BuiltProject, buildProject } from "./build.fixture.ts";

vi.setConfig({ testTimeout: 60_000 });

const cafeFile = fileURLToPath(new URL("../../../examples/cafe/pipeline.ts", import.meta.url));

/** Our own modules that are in a function's bundle, as in `lambda/delay-queue`. */
function modulesIn({ metafile }: BuiltProject, name: string): string[] {
  const { inputs } = (metafile as Metafile).outputs[`orchwits-build/${name}/index.mjs`] as Metafile["outputs"][string];
  const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return used.flatMap(([input]) => /\/src\/(.*)\.ts$/.exec(input)?.[1] ?? []);
}

/** Parts of the home that only some steps have. */
function partsIn(project: BuiltProject, name: string): string[] {
  const parts = ["delay-queue", "dynamodb-worker-journal", "s3-worker-blobs", "schedules"];
  return parts.filter((part) => modulesIn(project, name).includes(`lambda/${part}`));
}

test("a small step's bundle stays small", async () => {
  const cafe = await buildProject({ "pipeline.ts": readFileSync(cafeFile, "utf8") }, { real: true });
  const { gzipBytes } = cafe.function("coffee");
  expect(gzipBytes).toBeLessThanOrEqual(10_000);
  expect(gzipBytes).toBeGreaterThan(5_000);
  // What it reads only where something fails, or where special endpoints are asked for.
  expect(cafe.faults.gzipBytes).toBeLessThanOrEqual(10_100);
  // One character beyond Latin 1 makes V8 keep the whole text in twice the memory.
  expect(cafe.code("coffee")).not.toMatch(/[^\0-\xff]/);
});

test("each function has the parts that its step has a use for, and nothing of other homes", async () => {
  const project = await buildProject(
    {
      "pipeline.ts": pipelineSource(`
        @step() start({ text }: { text: string }) { return this.next("small", { text, count: 1 }); }
        @step() small({ count }: { count: number }) { return this.next("waits", { count: count + 1 }); }
        @step() waits() { return this.next("waitsLong", {}, { after: "10s" }); }
        @step() waitsLong() { return this.next("reads", {}, { after: "2h" }); }
        @step() reads({ text }: { text: string }) { return this.next("asks", { count: text.length }); }
        @step() async asks(_: {}, { input }: StepContext) { return this.next("everything", { count: Object.keys(await input()).length }); }
        @step({ retry: { attempts: 10, first: "1m", max: "2h" } })
        async everything({ text }: { text: string }, { input }: StepContext) { return this.done({ text, more: await input() }); }
        onFailure() {}`),
    },
    { real: true },
  );
  const parts = Object.fromEntries(project.functions.map(({ name }) => [name, partsIn(project, name)]));
  const all = ["delay-queue", "dynamodb-worker-journal", "s3-worker-blobs", "schedules"];
  expect(parts).toEqual({
    start: ["dynamodb-worker-journal", "s3-worker-blobs"],
    small: [],
    waits: ["delay-queue"],
    waitsLong: ["schedules"],
    reads: ["s3-worker-blobs"],
    asks: ["dynamodb-worker-journal", "s3-worker-blobs"],
    everything: all,
    onFailure: ["s3-worker-blobs"],
    "orchwits-relay": [],
    "orchwits-recovery": all,
  });
  const elsewhere = [/^(analyzer|deploy|local|cli|render)\//, /^engine\/(pipeline-steps|handle-message|resume-execution|keep-claim)$/];
  for (const { name } of project.functions) {
    expect(modulesIn(project, name).filter((module) => elsewhere.some((pattern) => pattern.test(module)))).toEqual([]);
  }
  // What only happens where something fails is in the other file. The recovery has nothing else to do.
  const faults =
    /^(engine\/(fail-hop|settle-refused|make-errors|explain-failure|record-error|retry)|lambda\/(aws\/refusal|tell-faults|stack-faults))$/;
  for (const name of ["small", "waits", "waitsLong", "reads", "asks", "everything", "start", "orchwits-relay"]) {
    expect(modulesIn(project, name).filter((module) => faults.test(module))).toEqual([]);
  }
  expect(project.function("everything").gzipBytes).toBeLessThanOrEqual(12_800);
});
