/** Single steps in tests: their outcome as plain data, and what they throw as it is. */
import { InvalidInput, InvalidOutcome, Pipeline, RetryLater, type StepContext, step, UnknownStep } from "orchwits";
import { testStep } from "orchwits/testing";
import { expect, test } from "vitest";
import { Cafe, Payment } from "./pipelines.fixture.ts";

class Export extends Pipeline {
  @step()
  async start({ job }: { job: string }, { attempt, hop, input, signal }: StepContext) {
    if (job === "running" && attempt < 3) throw new RetryLater("30s", "the export is not ready");
    if (job === "old") return { $next: "end", job } as const;
    return this.next("end", { seen: [attempt, hop, JSON.stringify(await input()), signal.aborted] }, { drop: "job" });
  }

  @step()
  end(state: Record<string, unknown>) {
    return state as unknown as ReturnType<typeof this.done<number>>;
  }
}

test("a move tells what it sets, drops and waits for", async () => {
  expect(await testStep(Cafe, "coffee", { beans: 12 })).toEqual({
    next: "drink",
    set: { milk: true },
    dropped: [],
    afterMilliseconds: 120_000,
  });
  expect(await testStep(Cafe, "tea")).toEqual({ next: "coffee", set: { beans: 5 }, dropped: [] });
  expect(await testStep(Export, "start", { job: "old" })).toEqual({ next: "end", set: { job: "old" }, dropped: [] });
});

test("an end tells its result", async () => {
  expect(await testStep(Cafe, "drink", { milk: true })).toEqual({ done: { milk: true } });
});

test("the step's context is what the test says", async () => {
  expect(await testStep(Export, "start", { job: "a" })).toMatchObject({ set: { seen: [1, 0, '{"job":"a"}', false] }, dropped: ["job"] });
  const later = await testStep(Export, "start", { job: "running" }, { attempt: 3, hop: 7, input: { job: "first" } });
  expect(later).toMatchObject({ set: { seen: [3, 7, '{"job":"first"}', false] } });
});

test("what the step throws is thrown", async () => {
  await expect(testStep(Export, "start", { job: "running" })).rejects.toThrow(RetryLater);
  await expect(testStep(Payment, "charge", { cents: 5 })).rejects.toThrow(new Error("no network in tests, for 5"));
});

test("what can't be is said", async () => {
  await expect(testStep(Export, "end", { a: 1 })).rejects.toThrow(InvalidOutcome);
  await expect(testStep(Export, "end", { at: new Date() })).rejects.toThrow(InvalidInput);
  await expect(testStep(Export, "end", { at: new Date() })).rejects.toThrow(
    "The state for step 'end' of Export must be JSON, but 'at' is a Date",
  );
  await expect(testStep(Export, "edn" as "end", {})).rejects.toThrow(UnknownStep);
  await expect(testStep(Export, "edn" as "end", {})).rejects.toThrow("Export has no step 'edn'. Did you mean 'end'?");
});
