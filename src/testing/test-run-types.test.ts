/** Runs as the compiler sees them: `tsc` judges this file, and the tests run it. */
import { Pipeline, step } from "orchwits";
import { next, resultOf, testRun, tryEveryFault } from "orchwits/testing";
import { expect, expectTypeOf, test } from "vitest";
import { Cafe, Payment } from "./pipelines.fixture.ts";

class Unprovided extends Pipeline {
  start() {
    return this.next("end");
  }
  end({ missing }: { missing: number }) {
    return this.done(missing);
  }
}

class Nothing extends Pipeline {
  @step()
  start() {
    return this.done("nothing" as const);
  }
}

test("right calls compile", async () => {
  const run = await testRun(Payment, { input: { amount: 1 }, stubs: { charge: next("ship", { receipt: "r" }) } });
  expectTypeOf(run.result).toEqualTypeOf<{ receipt: string } | undefined>();
  expectTypeOf(run.path).toEqualTypeOf<readonly ("start" | "charge" | "ship")[]>();
  expectTypeOf(resultOf(run)).toEqualTypeOf<{ receipt: string }>();
  expect(run.path).toEqual(["start", "charge", "ship"]);

  const inner = await testRun(Payment, { startAt: "ship", state: { receipt: "r", more: [1] } });
  expectTypeOf(inner.result).toEqualTypeOf<{ receipt: string } | undefined>();
  expect(inner.result).toEqual({ receipt: "r" });

  expect((await testRun(Nothing)).result).toBe("nothing");
  expect((await testRun(Cafe, {})).path).toHaveLength(4);
  const report = await tryEveryFault(Nothing, () => ({}));
  expectTypeOf(report.ranAgain).toEqualTypeOf<readonly ("start" | "onFailure")[]>();
  expect(report.ranAgain).toEqual(["start"]);

  const loaded: new () => Pipeline = Cafe;
  const unknown = await testRun(loaded, { input: { choice: "c" }, stubs: { coffee: () => next("drink", { milk: true }) } });
  expectTypeOf(unknown.result).toEqualTypeOf<unknown>();
  expectTypeOf(unknown.path).toEqualTypeOf<readonly string[]>();
  expect(unknown.result).toEqual({ milk: true });
});

test("wrong calls don't compile", () => {
  const wrong = () => [
    // @ts-expect-error the input is missing
    testRun(Payment),
    // @ts-expect-error the input is missing
    testRun(Payment, {}),
    // @ts-expect-error a wrong type
    testRun(Payment, { input: { amount: "5" } }),
    // @ts-expect-error no such key
    testRun(Payment, { input: { amount: 5, amonut: 5 } }),
    // @ts-expect-error no such step
    testRun(Payment, { input: { amount: 5 }, stubs: { chrage: next("ship", { receipt: "r" }) } }),
    // @ts-expect-error 'charge' never goes to 'start'
    testRun(Payment, { input: { amount: 5 }, stubs: { charge: () => next("start", { receipt: "r" }) } }),
    // @ts-expect-error no such step
    testRun(Payment, { startAt: "sihp", state: { receipt: "r" } }),
    // @ts-expect-error a state that 'ship' can't start with
    testRun(Payment, { startAt: "ship", state: {} }),
    // @ts-expect-error no such phase
    testRun(Payment, { input: { amount: 5 }, crashes: [{ after: "running", hop: 1 }] }),
    // @ts-expect-error no such step
    testRun(Payment, { input: { amount: 5 }, crashes: [{ after: "run", step: "shipp" }] }),
    // @ts-expect-error which hop?
    testRun(Payment, { input: { amount: 5 }, duplicates: [{}] }),
    // @ts-expect-error a pipeline whose steps miss their data
    testRun(Unprovided, {}),
    // @ts-expect-error the input is missing
    tryEveryFault(Payment, () => ({})),
    // @ts-expect-error what 'observe' gives is no function
    tryEveryFault(Payment, () => ({ input: { amount: 5 }, observe: 5 })),
  ];
  expect(wrong).toBeTypeOf("function");
});
