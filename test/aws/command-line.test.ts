/** The commands that operate executions, on a stack: the real binary against the local AWS. */
import { beforeAll, expect, test } from "vitest";
import { pipelineSource } from "../../src/analyzer/project.fixture.ts";
import { makeFolder, type Outcome, orchwits } from "../../src/cli/command-line.fixture.ts";
import type { Deployed } from "./deployed.fixture.ts";
import { openWorld, type World } from "./world.fixture.ts";

let world: World;
let stack: Deployed;

beforeAll(async () => {
  world = await openWorld();
  const source = pipelineSource(`
    @step() start({ order, ok }: { order: number; ok?: boolean }) { return this.next("pack", { order, ok: ok ?? false }); }
    @step() pack({ order, ok }: { order: number; ok: boolean }, { log }: StepContext) {
      log.info("packing", { order });
      if (!ok) throw new RangeError("No box fits " + order);
      return this.next("ship", {}, { after: "10m" });
    }
    @step() ship({ order }: { order: number }) { return this.done({ shipped: order }); }`);
  stack = await world.deploy(world.write({ "pipeline.ts": source }), "packing");
});

function call(...words: string[]): Promise<Outcome> {
  return orchwits(makeFolder(), [...words, "--stack", "packing"], { environment: world.aws.environment });
}

test("starts, shows, resumes, lists, cancels and tells the logs of executions", async () => {
  const began = await call("start", "--input", '{"order":7}', "--id", "seven");
  expect(began).toMatchObject({ code: 0 });
  await stack.finished("seven");

  const shown = await call("show", "seven");
  expect(shown.stdout).toMatch(/Cafe failed seven\n/);
  expect(shown.stdout).toMatch(/RangeError: No box fits 7\n +at Cafe\.pack \(.+pipeline\.ts:/);
  expect(shown.stdout).toContain("Go on: orchwits resume seven --stack packing");

  const resumed = await call("resume", "seven", "--set", "ok=true");
  expect(resumed.code).toBe(0);
  expect(await stack.result("seven")).toEqual({ shipped: 7 });

  expect((await call("start", "--input", '{"order":8,"ok":true}', "--id", "eight")).code).toBe(0);
  await stack.until("it waits", async () => (await stack.trail("eight")).length === 2 || undefined);
  const listed = await call("runs");
  expect(listed.stdout).toMatch(/^eight +Cafe +waiting until .+ ship +2 /m);
  expect(listed.stdout).toMatch(/^seven +Cafe +completed .+ ship +5 /m);
  expect((await call("cancel", "eight")).code).toBe(0);
  expect(await stack.finished("eight")).toMatchObject({ status: "cancelled" });

  const logs = await call("logs", "seven");
  expect(logs.stdout).toMatch(/seven +1 pack +packing order=7\n.+the step failed: No box fits 7\n +at Cafe\.pack/);
  expect(logs.stdout).toMatch(/seven +4 ship +completed/);
});
