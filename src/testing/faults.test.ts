/** Crashes and duplicates that a test asks for: they change nothing but what runs again. */
import { Pipeline, step } from "orchwits";
import { testRun } from "orchwits/testing";
import { expect, test, vi } from "vitest";
import { Cafe, Payment } from "./pipelines.fixture.ts";

test.each(["claim", "run", "store", "complete", "dispatch"] as const)(
  "a crash after '%s' changes nothing but what runs again",
  async (after) => {
    const plain = await testRun(Cafe, { input: { choice: "c" } });
    const run = await testRun(Cafe, { input: { choice: "c" }, crashes: [{ after, hop: 1 }] });
    expect(run.result).toEqual(plain.result);
    expect(run.path).toEqual(plain.path);
    const lost = run.steps.filter((one) => one.lost);
    expect(lost.map(({ step }) => step)).toEqual(after === "run" || after === "store" ? ["coffee"] : []);
    expect(run.steps.filter((one) => !one.lost).map(({ before }) => before)).toEqual(plain.steps.map(({ before }) => before));
  },
);

test("a crash can hit an attempt, and several can come", async () => {
  const failing = { charge: () => Promise.reject(new Error("down")) };
  const run = await testRun(Payment, {
    input: { amount: 1 },
    stubs: failing,
    crashes: [
      { after: "run", step: "charge", attempt: 2 },
      { after: "run", step: "charge", attempt: 2 },
      { after: "complete", step: "charge", attempt: 3 },
      { after: "dispatch", hop: 0 },
    ],
  });
  expect(run.status).toBe("failed");
  expect(run.steps.map(({ step, attempt, lost }) => `${step} ${attempt}${lost ? " lost" : ""}`)).toEqual([
    "start 1",
    "charge 1",
    "charge 2 lost",
    "charge 2 lost",
    "charge 2",
    "charge 3",
    "charge 4",
  ]);
});

test("duplicates change nothing", async () => {
  const plain = await testRun(Cafe, { input: {} });
  expect(await testRun(Cafe, { input: {}, duplicates: [{ hop: 0 }, { step: "tea" }, { hop: 2 }, { hop: 3 }] })).toEqual(plain);
});

test("a class's onFailure runs once, whatever crashes", async () => {
  const onFailure = vi.fn();
  class Failing extends Pipeline {
    @step()
    start(): ReturnType<typeof this.done<string>> {
      throw new Error("always");
    }
    override onFailure(error: Error) {
      onFailure(error.name);
    }
  }
  for (const after of ["run", "complete", "dispatch"] as const) {
    const run = await testRun(Failing, { crashes: [{ after, hop: 0 }] });
    expect(run).toMatchObject({ status: "failed", path: ["start"], error: { cause: { message: "always" } } });
  }
  expect(onFailure.mock.calls).toEqual([["StepFailed"], ["StepFailed"], ["StepFailed"]]);
});
