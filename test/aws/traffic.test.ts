/** What executions move on AWS: how many requests a hop takes, how often a large value travels, and that no state is too large for a payload. */
import { beforeAll, expect, test } from "vitest";
import { pipelineSource } from "../../src/analyzer/project.fixture.ts";
import { openWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const deploy = (name: string, members: string, before = "") =>
  world.deploy(world.write({ "pipeline.ts": pipelineSource(members, { before }) }), name);

test("a value of 10 MiB that 2 of 10 steps read is stored once and fetched twice", async () => {
  const passing = (from: number, to: number) => `@step() step${from}() { return this.next("step${to}"); }`;
  const stack = await deploy(
    "large",
    `@step() start() { return this.next("step2", { text: "x".repeat(10 * 1024 * 1024) }); }
     ${passing(2, 3)} ${passing(3, 4)}
     @step() step4({ text }: { text: string }) { return this.next("step5", { length: text.length }); }
     ${passing(5, 6)} ${passing(6, 7)} ${passing(7, 8)}
     @step() step8({ text, length }: { text: string; length: number }) { return this.next("step9", { same: text.length === length }); }
     ${passing(9, 10)}
     @step() step10({ same, length }: { same: boolean; length: number }) { return this.done({ same, length }); }`,
  );
  world.aws.counts.reset();
  expect(await stack.run({})).toEqual({ same: true, length: 10 * 1024 * 1024 });
  expect([stack.count("PutObject"), stack.count("GetObject")]).toEqual([1, 2]);
  expect([stack.count("GetObject", "step4"), stack.count("GetObject", "step8")]).toEqual([1, 1]);
});

test("a small hop takes one invocation, two writes of the journal, and nothing else", async () => {
  const stack = await deploy(
    "small",
    `@step() start({ a }: { a: number }) { return this.next("middle", { b: a + 1 }); }
     @step() middle({ b }: { b: number }) { return this.next("end", { c: b + 1 }); }
     @step() end({ c }: { c: number }) { return this.done({ c }); }`,
  );
  world.aws.counts.reset();
  expect(await stack.run({ a: 1 })).toEqual({ c: 3 });
  const asked = (step: string) => {
    const of = world.aws.counts.all().filter(({ principal }) => principal.endsWith(`:role/small-${step}-role`));
    return of.map(({ operation, count }) => `${count} ${operation}`).sort();
  };
  expect(asked("middle")).toEqual(["1 InvokeFunction", "2 UpdateItem"]);
  // The entry was invoked twice: from outside, to begin the execution, and by itself, for its first hop.
  expect(asked("start")).toEqual(["1 PutItem", "2 InvokeFunction", "2 UpdateItem"]);
  // The last one also says how the execution has ended.
  expect(asked("end")).toEqual(["3 UpdateItem"]);
});

const everything = "state: Record<string, unknown>";
const measure = (of: string) => `{ keys: Object.keys(${of}).length, bytes: JSON.stringify(${of}).length }`;

test.each([
  ["in one value", "{ text: 'x'.repeat(1_500_000) }", 1],
  [
    "in values of which each could travel",
    "Object.fromEntries(Array.from({ length: 60 }, (_, key) => ['key' + key, 'x'.repeat(25_000)]))",
    60,
  ],
  ["in one value of characters that take three bytes", "{ text: '€'.repeat(500_000) }", 1],
])("a state of 1.5 MB, %s, never meets the limit of a payload", async (_, state, keys) => {
  const stack = await deploy(
    `huge${keys}${state.includes("€") ? "wide" : ""}`,
    `@step() start() { const state: Record<string, string> = ${state}; return this.next("second", state); }
     @step() second() { return this.next("third"); }
     @step() third(${everything}) { return this.next("end", { seen: Object.keys(state).length }); }
     @step() end(${everything}) { const { seen, ...rest } = state; return this.done(${measure("rest")}); }`,
  );
  const { execution } = await stack.invoke({});
  const { bytes, ...rest } = (await stack.result(execution)) as { bytes: number; keys: number };
  expect(rest).toEqual({ keys });
  expect(bytes).toBeGreaterThan(keys === 1 ? 500_000 : 1_500_000);
  expect((await stack.hops(execution)).map(({ status }) => status)).toEqual(["ended", "ended", "ended", "ended"]);
});

test("5,000 small keys travel as long as they fit, and are refused with what to do where they don't", async () => {
  const stack = await deploy(
    "keys",
    `@step() start({ count }: { count: number }) {
       return this.next("second", Object.fromEntries(Array.from({ length: count }, (_, key) => ["key" + key, "a small value that is inline"])));
     }
     @step() second(${everything}) { return this.next("end", { seen: Object.keys(state).length }); }
     @step() end({ seen }: { seen: number }) { return this.done({ seen }); }`,
  );
  expect(await stack.run({ count: 5_000 })).toEqual({ seen: 5_001 });
  // These take 236,000 bytes, where 240,000 may travel.
  expect(await stack.run({ count: 5_750 })).toEqual({ seen: 5_751 });
  const { execution } = await stack.invoke({ count: 7_000 });
  const { status, error } = await stack.finished(execution);
  expect({ status, error }).toMatchObject({ status: "failed", error: { name: "StateTooLarge" } });
  expect(error?.message).toContain("Put what belongs together under one key");
});
