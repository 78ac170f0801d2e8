/** Time on AWS: what is to run later does, what failed runs again, and a long way isn't taken for a loop that nobody meant. */
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { pipelineSource } from "../../src/analyzer/project.fixture.ts";
import type { Template } from "../../src/deploy/template/template.ts";
import type { Deployed } from "./deployed.fixture.ts";
import { openWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const deploy = (name: string, members: string, before = "") =>
  world.deploy(world.write({ "pipeline.ts": pipelineSource(members, { before }) }), name);

const minutes = 60_000;

const delays = `
  @step() start({ kind }: { kind: "short" | "longer" | "long" }) {
    if (kind === "short") return this.next("soon", {}, { after: "2s" });
    return kind === "longer" ? this.next("soon", {}, { after: "10m" }) : this.next("late", {}, { after: "20m" });
  }
  @step() soon() { return this.done("soon"); }
  @step() late() { return this.done("late"); }`;

describe("delays", () => {
  let stack: Deployed;
  beforeAll(async () => {
    stack = await deploy("delays", delays);
  });

  test("of two seconds arrive", async () => {
    expect(await stack.run({ kind: "short" })).toBe("soon");
  });

  test("of ten minutes go through the queue, and arrive", async () => {
    world.aws.counts.reset();
    const { execution } = await stack.invoke({ kind: "longer" });
    const queue = world.aws.queues.find(stack.resources.delays ?? "");
    await stack.until("its message waits", () => queue.count().delayed === 1 || undefined);
    expect(await stack.trail(execution)).toEqual(["start"]);
    world.clock.advance(10 * minutes);
    expect(await stack.result(execution)).toBe("soon");
    expect(stack.count("SendMessage", "start")).toBe(1);
    expect(stack.count("InvokeFunction", "orchwits-relay")).toBe(1);
    expect(queue.messages.size).toBe(0);
  });
});

describe("a delay of twenty minutes", () => {
  // In a world of its own: functions go by the machine's time, and no other test may have put the world's forward.
  let own: World;
  let stack: Deployed;
  beforeAll(async () => {
    own = await openWorld();
    stack = await own.deploy(own.write({ "pipeline.ts": pipelineSource(delays) }), "delays");
  });

  test("becomes a schedule, which runs once and is gone", async () => {
    const scheduler = new SchedulerClient({ endpoint: own.aws.endpoint, region: own.aws.region, credentials: own.aws.root });
    onTestFinished(() => scheduler.destroy());
    const GroupName = stack.resources.schedules;
    const list = async () => (await scheduler.send(new ListSchedulesCommand({ GroupName }))).Schedules ?? [];
    const { execution } = await stack.invoke({ kind: "long" });
    const [{ Name }] = await stack.until("it is scheduled", async () => {
      const found = await list();
      return found.length > 0 ? (found as [(typeof found)[0]]) : undefined;
    });
    const schedule = await scheduler.send(new GetScheduleCommand({ GroupName, Name }));
    expect(schedule).toMatchObject({ ActionAfterCompletion: "DELETE", FlexibleTimeWindow: { Mode: "OFF" } });
    expect(schedule.Target?.Arn).toBe(`${stack.resources.functions}late`);

    own.clock.advance(15 * minutes);
    await own.aws.lambda.settled();
    expect(await list()).toHaveLength(1);
    expect(await stack.trail(execution)).toEqual(["start"]);
    own.clock.advance(6 * minutes);
    expect(await stack.result(execution)).toBe("late");
    expect(await list()).toEqual([]);
  });
});

describe("retries", () => {
  test("with RetryLater and with a policy run the same hop again, each with its number", async () => {
    const stack = await deploy(
      "retries",
      `@step() start(_: object, { attempt }: StepContext) {
         if (attempt < 3) throw new RetryLater("30s", "not yet");
         return this.next("second", { first: attempt });
       }
       @step({ retry: { attempts: 3, first: "1s", backoff: "fixed" } })
       second({ first }: { first: number }, { attempt }: StepContext) {
         if (attempt < 2) throw new Error("bad luck");
         return this.done({ first, second: attempt });
       }`,
    );
    const { execution } = await stack.invoke({});
    expect(await stack.result(execution)).toEqual({ first: 3, second: 2 });
    const hops = await stack.hops(execution);
    expect(hops.map(({ step, attempt, failures }) => [step, attempt, failures.map(({ error }) => error.message)])).toEqual([
      ["start", 3, ["not yet", "not yet"]],
      ["second", 2, ["bad luck"]],
    ]);
  });

  test("that last too long go through a schedule", async () => {
    const stack = await deploy(
      "patient",
      `@step() start(_: object, { attempt }: StepContext) {
         if (attempt === 1) throw new RetryLater("6h");
         return this.done(attempt);
       }`,
    );
    const { execution } = await stack.invoke({});
    await stack.until(
      "it is scheduled",
      () => world.aws.schedules.all().some(({ group }) => group === "patient-orchwits-delays") || undefined,
    );
    world.clock.advance(361 * minutes);
    expect(await stack.result(execution)).toBe(2);
  });

  test("that are used up end the execution", async () => {
    const stack = await deploy(
      "unlucky",
      `@step({ retry: { attempts: 2, first: "1s", backoff: "fixed" } })
       start({ lucky }: { lucky?: boolean }) {
         if (!lucky) throw new TypeError("bad luck");
         return this.done("well");
       }`,
    );
    const { execution } = await stack.invoke({});
    expect(await stack.finished(execution)).toMatchObject({
      status: "failed",
      error: { cause: { name: "TypeError", message: "bad luck" } },
    });
  });
});

describe("a loop of 100 iterations", () => {
  const source = `@step() start({ turns }: { turns: number }) { return this.next("turn", { left: turns, sum: 0 }); }
    @step() turn({ left, sum }: { left: number; sum: number }) {
      return left === 0 ? this.next("end") : this.next("turn", { left: left - 1, sum: sum + left });
    }
    @step() end({ sum }: { sum: number }) { return this.done({ sum }); }`;

  test("isn't cut off by Lambda's recursion detection", async () => {
    const stack = await deploy("loop", source);
    expect(await stack.run({ turns: 100 })).toEqual({ sum: 5_050 });
  });

  test("is where it isn't allowed: this local Lambda looks for loops, and what it stops is failed resumably", async () => {
    const stack = await deploy("stopped", source);
    await stack.stack.update(withoutAllowance(stack.template));
    const { execution } = await stack.invoke({ turns: 100 });
    const { status, error } = await stack.finished(execution);
    expect({ status, name: error?.name }).toEqual({ status: "failed", name: "WorkersDied" });
    expect(error?.message).toContain("RecursiveInvocation");
    expect((await stack.hops(execution)).length).toBeLessThan(20);
  });
});

function withoutAllowance(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    const { RecursiveLoop: _, ...properties } = resource.Properties ?? {};
    return [id, id === "Turn" ? { ...resource, Properties: properties } : resource];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}
