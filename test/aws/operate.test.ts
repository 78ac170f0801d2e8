/** Executions on AWS from the outside: started once, described, failed, resumed and cancelled, also while the stack is deployed again. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient, ExecutionCancelled, ExecutionConflict, ExecutionFailed, InvalidInput } from "orchwits/client";
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Cafe } from "../../examples/cafe/pipeline.ts";
import { pipelineSource } from "../../src/analyzer/project.fixture.ts";
import { openWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  for (const [name, value] of Object.entries(world.aws.environment)) vi.stubEnv(name, value);
});
afterEach(() => void vi.unstubAllEnvs());

const write = (members: string, before = "") => world.write({ "pipeline.ts": pipelineSource(members, { before }) });

/** A client of whatever pipeline: what it is given and gives is looked at by the test. */
// biome-ignore lint/suspicious/noExplicitAny: the sources of these pipelines are texts, so that they have no types here.
const clientOf = (stack: string): Client<any> => createClient<any>({ stack });

test("the typed client starts, describes and waits", async () => {
  await world.deploy(world.copy("cafe"), "cafe");
  const cafe = createClient<Cafe>({ stack: "cafe" });
  const { execution, began } = await cafe.start({ choice: "c" });
  expect(began).toBe(true);
  expect(await cafe.result(execution)).toEqual({ milk: true });
  expect(await cafe.describe(execution)).toMatchObject({
    status: "completed",
    pipeline: "Cafe",
    hops: 3,
    step: "drink",
    result: { milk: true },
  });
});

test("starting twice with one id starts once, and another input with that id is refused", async () => {
  const stack = await world.deploy(world.copy("cafe"), "once");
  const both = await Promise.all([stack.invoke({ $id: "monday", choice: "t" }), stack.invoke({ $id: "monday", choice: "t" })]);
  expect(both.map(({ began }) => began).sort()).toEqual([false, true]);
  await stack.result("monday");
  expect(await stack.invoke({ $id: "monday", choice: "t" })).toEqual({ execution: "monday", pipeline: "Cafe", began: false });
  await expect(stack.invoke({ $id: "monday", choice: "c" })).rejects.toThrow("There is an execution 'monday' already, with another input.");
  expect(await stack.trail("monday")).toEqual(["start", "tea", "coffee", "drink"]);
  expect(await stack.ports.journal.list({})).toHaveLength(1);
});

test("what can't be an input is refused, and no execution begins", async () => {
  const stack = await world.deploy(write("@step() start({ order }: { order: number }) { return this.done(order); }"), "refusing");
  await expect(stack.invoke({ oder: 1 })).rejects.toThrow("It has 'oder': is that 'order'?");
  await expect(stack.invoke({ order: 1, $next: "end" })).rejects.toThrow("$next");
  await expect(stack.invoke([1])).rejects.toMatchObject({ name: "InvalidInput" });
  await expect(clientOf("refusing").start({})).rejects.toThrow(InvalidInput);
  expect(await stack.ports.journal.list({})).toEqual([]);
});

describe("a failure", () => {
  test("runs onFailure once, in its own function, with the error and the state", async () => {
    const folder = mkdtempSync(join(tmpdir(), "orchwits-failure-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const stack = await world.deploy(
      write(
        `@step() start({ file }: { file: string }) { return this.next("second", { file, text: "x".repeat(50_000) }); }
         @step() second({ file, text }: { file: string; text: string }) {
           if (file) throw new RangeError("no more " + text.length);
           return this.done();
         }
         async onFailure(error: Error, state: Record<string, unknown>) {
           const { file, text } = state as { file: string; text: string };
           const said = { name: error.name, message: error.message, length: text.length, function: process.env.AWS_LAMBDA_FUNCTION_NAME };
           appendFileSync(file, JSON.stringify(said) + "\\n");
         }`,
        'import { appendFileSync } from "node:fs";',
      ),
      "failing",
    );
    const file = join(folder, "said.jsonl");
    const { execution } = await stack.invoke({ file });
    expect(await stack.finished(execution)).toMatchObject({ status: "failed", error: { cause: { name: "RangeError" } } });
    // Delivered once more, it changes nothing.
    const last = (await stack.hops(execution)).at(-1);
    expect(last).toMatchObject({ step: "$failure", hop: 2, status: "ended" });
    const message = { execution, branch: "", hop: 2, step: "$failure", attempt: 1, state: {}, countedFrom: 0, graph: null };
    await stack.invoke({ $orchwits: message }, "onFailure");
    expect(
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([{ name: "StepFailed", message: expect.stringContaining("no more 50000"), length: 50_000, function: "failing-onFailure" }]);
  });

  test("can be resumed with a changed state, and waits for nobody else", async () => {
    await world.deploy(
      write(`@step() start({ ok }: { ok: boolean }) { return this.next("second", { ok }); }
        @step() second({ ok }: { ok: boolean }) { if (!ok) throw new Error("not ok"); return this.done("well"); }`),
      "resumed",
    );
    const client = clientOf("resumed");
    const { execution } = await client.start({ ok: false });
    await expect(client.result(execution)).rejects.toThrow(ExecutionFailed);
    expect(await client.describe(execution)).toMatchObject({ status: "failed", step: "second" });
    await client.resume(execution);
    await expect(client.result(execution)).rejects.toThrow("not ok");
    expect(await client.resume(execution, { set: { ok: true } })).toEqual({ kind: "resumed" });
    expect(await client.result(execution)).toBe("well");
    await expect(client.resume(execution)).rejects.toThrow(ExecutionConflict);
  });
});

test("a cancelled execution stops where it is, though its message still arrives", async () => {
  const stack = await world.deploy(
    write(`@step() start() { return this.next("later", {}, { after: "10m" }); }
      @step() later() { return this.done(); }`),
    "cancelled",
  );
  const client = clientOf("cancelled");
  const { execution } = await client.start({});
  await stack.until("it waits", async () => (await stack.trail(execution)).length === 1 || undefined);
  const queue = world.aws.queues.find(stack.resources.delays ?? "");
  await stack.until("its message waits", () => queue.count().delayed === 1 || undefined);
  await client.cancel(execution);
  await expect(client.result(execution)).rejects.toThrow(ExecutionCancelled);
  world.clock.advance(10 * 60_000);
  await stack.until("its message has arrived", () => stack.count("InvokeFunction", "orchwits-relay") === 1 || undefined);
  await world.aws.lambda.settled();
  expect(await client.describe(execution)).toMatchObject({ status: "cancelled" });
  await expect(client.cancel(execution)).rejects.toThrow(ExecutionConflict);
});

test("stacks of one pipeline don't know each other", async () => {
  const source = write(`@step() start() { return this.next("where"); }
    @step() where() { return this.done(process.env.AWS_LAMBDA_FUNCTION_NAME ?? ""); }`);
  const [one, other] = [await world.deploy(source, "one"), await world.deploy(source, "one-more")];
  expect(await one.run({ $id: "same" })).toBe("one-where");
  expect(await other.run({ $id: "same" })).toBe("one-more-where");
  await expect(
    one.invoke({
      $orchwits: { execution: "same", branch: "", hop: 9, step: "nowhere", attempt: 1, state: {}, countedFrom: 0, graph: null },
    }),
  ).rejects.toThrow("a message for 'nowhere' was delivered to it");
  await one.stack.remove();
  expect(await other.run({})).toBe("one-more-where");
});

describe("a deployment while executions run", () => {
  const source = (word: string) =>
    write(`@step() start() { return this.next("later", { by: "${word}" }, { after: "10m" }); }
    @step() later({ by }: { by: string }) { return this.done(by + ", then ${word}"); }`);

  test("lets them go on with the new code, from the state that the old one left", async () => {
    const stack = await world.deploy(source("old"), "updated");
    const { execution } = await stack.invoke({});
    const queue = world.aws.queues.find(stack.resources.delays ?? "");
    await stack.until("its message waits", () => queue.count().delayed === 1 || undefined);
    await stack.update(source("new"));
    expect(await stack.result(execution)).toBe("old, then new");
    expect(await stack.run({})).toBe("new, then new");
  });

  test("that takes away the step they are on the way to fails them, resumably from an earlier hop", async () => {
    const stack = await world.deploy(source("old"), "shrunk");
    const { execution } = await stack.invoke({});
    const queue = world.aws.queues.find(stack.resources.delays ?? "");
    await stack.until("its message waits", () => queue.count().delayed === 1 || undefined);
    await stack.update(
      write(`@step() start() { return this.next("afterwards", {}, { after: "1m" }); }
      @step() afterwards() { return this.done("afterwards"); }`),
    );
    // The relay is refused ten times, six times its own time limit apart, and then the recovery three times.
    const row = await stack.until("it has failed", async () => {
      if (queue.count().inFlight + queue.count().delayed > 0 && world.aws.lambda.running === 0) world.clock.advance(60_000);
      const dead = world.aws.queues.find(stack.resources.deadLetters ?? "");
      if (dead.count().inFlight > 0 && world.aws.lambda.running === 0) world.clock.advance(60_000);
      const found = await stack.ports.journal.readExecution(execution);
      return found?.status === "failed" ? found : undefined;
    });
    expect(row.error?.message).toContain("'later'");
    await clientOf("shrunk").resume(execution, { fromHop: 0 });
    expect(await stack.result(execution)).toBe("afterwards");
  });
});
