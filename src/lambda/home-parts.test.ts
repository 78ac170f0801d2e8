/** What a function does that was built without a part which it needs all the same: the hop fails, can be resumed, and says why. */
import { Pipeline, step } from "orchwits";
import { describe, expect, test } from "vitest";
import type { StepContext } from "../authoring/step-context.ts";
import { inlineValuesWith } from "../engine/inline-values.ts";
import { loadFaults } from "./load-faults.ts";
import { noInput } from "./open-home.ts";
import { Stack } from "./stack.fixture.ts";

/** Its types promise small values; what it is given at run time may break that promise. */
class Small extends Pipeline {
  @step()
  start({ what }: { what: string }) {
    return this.next("small", { what });
  }

  @step()
  small({ what }: { what: string }) {
    if (what === "poses") return this.next("end", { value: { $blob: "0".repeat(64), size: 1 } });
    if (what === "large result") return this.done("x".repeat(40_000));
    if (what === "large state") return this.next("end", { value: "x".repeat(300_000) });
    if (what === "below the limit") return this.next("end", { value: "x".repeat(100_000) });
    return this.done(what.length);
  }

  @step()
  async end(_: object, { input }: StepContext) {
    return this.done(await input());
  }
}

const open = () => {
  const stack = new Stack(Small);
  const { values, readInput } = stack.home;
  const setLean = (lean: boolean) =>
    Object.assign(stack.home, { values: lean ? inlineValuesWith(loadFaults) : values, readInput: lean ? noInput : readInput });
  return { stack, setLean };
};

async function run(what: string): Promise<{ stack: Stack; row: { status: string; error?: { name: string; message: string } } }> {
  const { stack, setLean } = open();
  await stack.invoke("start", { $id: "e", what });
  await stack.next();
  setLean(true);
  await stack.drain();
  return { stack, row: (await stack.journal.readExecution("e")) as never };
}

describe("without large values", () => {
  test.each([
    ["poses", "The value of 'value' has to be stored as a blob, but by its types this step sets nothing so large"],
    ["large state", "The state has to be stored as a blob, but by its types"],
    ["large result", "The result has to be stored as a blob, but by its types"],
  ])("%s: the hop fails, and says why", async (what, message) => {
    const { row, stack } = await run(what);
    expect(row).toMatchObject({ status: "failed", error: { name: "StateTooLarge", message: expect.stringContaining(message) } });
    expect(await stack.trail("e")).toBe("start next, small failed");
  });

  test("a value that is a blob is not mistaken for something else", async () => {
    const { row } = await run("x".repeat(40_000));
    expect(row).toMatchObject({
      status: "failed",
      error: {
        name: "BlobFault",
        message: expect.stringContaining("'what' is stored as a blob, but by its types this step reads nothing so large"),
      },
    });
  });

  test("one that isn't read passes by", async () => {
    const stored = { what: { $blob: "0".repeat(64), size: 40_002 }, cups: 2 };
    expect(await inlineValuesWith(loadFaults).load(stored, new Set(["cups"]))).toEqual({ cups: 2 });
  });

  test("what fits into a message travels", async () => {
    const { stack, setLean } = open();
    await stack.invoke("start", { $id: "e", what: "below the limit" });
    await stack.next();
    setLean(true);
    await stack.next();
    expect(stack.sent).toMatchObject([{ message: { step: "end", state: { value: "x".repeat(100_000) } } }]);
  });
});

test("without the original input, a step that asks for it fails, and says why", async () => {
  const { row } = await run("below the limit");
  expect(row).toMatchObject({ status: "failed", error: { message: expect.stringContaining("its function can't read it") } });
});
