/** Every fault in turn: steps that may run twice pass, and those that may not are named. */
import { Pipeline, type StepContext, step } from "orchwits";
import { done, FaultChangedRun, ManualClock, next, tryEveryFault, UnsteadyRun } from "orchwits/testing";
import { expect, test } from "vitest";

class Orders extends Pipeline {
  @step()
  start({ amount }: { amount: number }) {
    return this.next("charge", { cents: amount * 100 });
  }

  @step()
  charge({ cents }: { cents: number }) {
    return this.next("ship", { receipt: `for ${cents}` as string });
  }

  @step()
  ship({ receipt }: { receipt: string }) {
    return this.done({ receipt });
  }
}

test("steps that may run twice pass", async () => {
  const report = await tryEveryFault(Orders, () => {
    const charges = new Map<string, number>();
    return {
      input: { amount: 5 },
      stubs: {
        charge({ cents }, { execution, hop }) {
          charges.set(`${execution}/${hop}`, cents);
          return next("ship", { receipt: "r" });
        },
      },
      observe: () => [...charges.values()],
    };
  });
  expect(report).toMatchObject({ faults: 18, ranAgain: ["start", "charge", "ship"], run: { result: { receipt: "r" } } });
});

test("a step that may not is named, with the fault and what to do", async () => {
  const trying = tryEveryFault(Orders, () => {
    const charges: number[] = [];
    return {
      input: { amount: 5 },
      stubs: {
        charge: ({ cents }) => {
          charges.push(cents);
          return next("ship", { receipt: `number ${charges.length}` });
        },
      },
      observe: () => charges,
    };
  });
  const error = await trying.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FaultChangedRun);
  expect((error as Error).message).toBe(
    [
      "With a crash after 'run' of 'charge' at hop 1, the run's result is not what it is without.",
      "  without: { receipt: 'number 1' }",
      "  with:    { receipt: 'number 2' }",
      "The code of 'charge' ran twice, for after a crash nobody knows how far it had come. What it does must be the same when it is " +
        // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what it says
        "done again, for example by giving other services the same key both times, such as `${context.execution}/${context.hop}`.",
      "2 of 18 faults make a difference; the others are a crash after 'store' of 'charge' at hop 1.",
    ].join("\n"),
  );
  expect(error).toMatchObject({
    expected: { observed: [500] },
    actual: { observed: [500, 500] },
    faults: ["a crash after 'run' of 'charge' at hop 1", "a crash after 'store' of 'charge' at hop 1"],
  });
});

test("a run that fails with a fault is told by its error, and so is a world that can't be looked at", async () => {
  const failing = tryEveryFault(Orders, () => {
    let charged = false;
    const charge = () => {
      if (charged) throw new Error("charged already");
      charged = true;
      return next("ship", { receipt: "r" });
    };
    return { input: { amount: 5 }, stubs: { charge } };
  });
  await expect(failing).rejects.toThrow(/the run's error is not what .+\n {2}without: undefined\n {2}with: .+cause: .+'charged already'/);

  const looking = tryEveryFault(Orders, () => {
    let charges = 0;
    const charge = () => {
      charges++;
      return next("ship", { receipt: "r" });
    };
    const look = () => {
      if (charges > 1) throw new Error("the account is empty");
    };
    return { input: { amount: 5 }, stubs: { charge }, observe: look };
  });
  await expect(looking).rejects.toThrow(/the run's observation is not .+\n {2}without: undefined\n {2}with: +Error: the account is empty/);

  const blind = tryEveryFault(Orders, () => ({
    input: { amount: 5 },
    observe: () => {
      throw new RangeError("no such folder");
    },
  }));
  await expect(blind).rejects.toThrow(new RangeError("no such folder"));
});

test("a difference that no code made by running twice is told without blaming any", async () => {
  const trying = tryEveryFault(Orders, () => {
    const clock = new ManualClock();
    return { input: { amount: 5 }, clock, stubs: { ship: () => done({ receipt: `at ${clock.now()}` }) } };
  });
  const message = await trying.then(
    () => "",
    (error: Error) => error.message,
  );
  expect(message.split("\n").slice(0, 3)).toEqual([
    "With a crash after 'claim' of 'start' at hop 0, the run's result is not what it is without.",
    "  without: { receipt: 'at 0' }",
    "  with:    { receipt: 'at 900000' }",
  ]);
  expect(message).toMatch(/^9 of 18 faults make a difference; the others are .+'charge' at hop 1 and 3 more\.$/m);
  expect(message).not.toContain("ran twice");
});

test("a run that is not the same twice is told from one that a fault changes", async () => {
  let runs = 0;
  const trying = tryEveryFault(Orders, () => ({ input: { amount: 5 }, stubs: { ship: () => done({ receipt: `${runs++}` }) } }));
  await expect(trying).rejects.toThrow(UnsteadyRun);
  await expect(trying).rejects.toThrow(
    [
      "Two runs without any fault differ in their result, so that it can't be told what a fault does.",
      "  first:  { receipt: '0' }",
      "  second: { receipt: '1' }",
    ].join("\n"),
  );
  await expect(tryEveryFault(Orders, { input: { amount: 5 } } as never)).rejects.toThrow("takes a function");
});

test("it begins in the middle, and covers retries and onFailure", async () => {
  class Failing extends Pipeline {
    @step()
    start({ room }: { room: string }) {
      return this.next("work", { room });
    }
    @step({ retry: { attempts: 2 } })
    work({ room }: { room: string }, { attempt }: StepContext): ReturnType<typeof this.done<string>> {
      throw new Error(`${room}, attempt ${attempt}`);
    }
    override onFailure() {}
  }
  const report = await tryEveryFault(Failing, () => ({ startAt: "work", state: { room: "a" } }));
  // Two attempts and `onFailure`, in which nothing is stored; and a duplicate of each of the two hops' messages.
  expect(report.faults).toBe(5 + 5 + 4 + 2);
  expect(report.ranAgain).toEqual(["work", "onFailure"]);
  expect(report.run).toMatchObject({ status: "failed", path: ["work"] });
});
