/** What a run does with a pipeline and its state, seen from outside. */
import { InvalidInput, InvalidOutcome, Pipeline, type RunEvent, run, type StepContext, step, TooManyHops, UnknownStep } from "orchwits";
import { expect, test } from "vitest";

class Cafe extends Pipeline {
  @step()
  async start({ choice }: { choice?: "c" | "t" }) {
    return this.when(choice, { c: this.next("coffee", { beans: 12 }), default: this.next("tea") });
  }

  @step()
  tea() {
    return this.next("coffee", { beans: 5 }, { drop: "*" });
  }

  @step()
  coffee({ beans }: { beans: number }) {
    return this.next("drink", { milk: beans > 10 });
  }

  @step()
  drink({ milk }: { milk?: boolean }) {
    return this.done({ milk: milk ?? false });
  }
}

test("runs to the result", async () => {
  expect(await run(Cafe, { choice: "c" })).toEqual({ milk: true });
  expect(await run(Cafe)).toEqual({ milk: false });
});

test("runs from any step, with the state given", async () => {
  expect(await run(Cafe, { beans: 11 }, { from: "coffee" })).toEqual({ milk: true });
  await expect(run(Cafe, {}, { from: "cofee" })).rejects.toThrow(UnknownStep);
  await expect(run(Cafe, {}, { from: "cofee" })).rejects.toThrow(
    "A run can't begin from 'cofee'. Cafe has no step 'cofee'. Did you mean 'coffee'?",
  );
});

class Keys extends Pipeline {
  @step()
  start(state: Record<string, unknown>) {
    return this.next("end", state as Record<string, string>);
  }

  @step()
  end(state: Record<string, unknown>) {
    return this.done(JSON.stringify(state));
  }
}

test("state keys may have any name but reserved ones", async () => {
  const text = '{"__proto__":{"polluted":1},"constructor":1,"fn":2,"step":3,"toString":4,"then":5,"kind":"done"}';
  expect(await run(Keys, JSON.parse(text))).toBe(text);
  await expect(run(Keys, { $next: "end" })).rejects.toThrow(
    "The input of Keys has the key '$next', but keys that begin with '$' are reserved for Orchwits. Give it another name.",
  );
});

test.each<[input: unknown, message: string]>([
  [null, "The input of Keys must be an object, as in { key: value }, but it is null."],
  [[1], "The input of Keys must be an object, as in { key: value }, but it is an array."],
  ["{}", "The input of Keys must be an object, as in { key: value }, but it is a string."],
  [new Map(), "The input of Keys must be a plain object, but it is a Map."],
  [{ orders: [{ at: new Date() }] }, "The input of Keys must be JSON, but 'orders[0].at' is a Date, which JSON can't hold."],
])("%# an input that is no JSON object is refused", async (input, message) => {
  const events: RunEvent[] = [];
  const running = run(Keys, input as Record<string, unknown>, { onEvent: (event) => events.push(event) });
  await expect(running).rejects.toThrow(InvalidInput);
  await expect(running).rejects.toThrow(message);
  expect(events).toEqual([]);
});

test("steps, caller and listeners can't change each other's data", async () => {
  const mine = [10];
  const input = Object.freeze({ list: Object.freeze([1]) as readonly number[] });
  class Careless extends Pipeline {
    @step()
    async start({ list }: { list: readonly number[] }, context: StepContext) {
      (list as number[]).push(2);
      ((await context.input()).list as number[]).push(3);
      const outcome = this.next("end", { mine });
      mine.push(11);
      return outcome;
    }

    @step()
    async end(state: { list: readonly number[]; mine: number[] }, context: StepContext) {
      mine.push(12);
      return this.done({ list: state.list, mine: state.mine, input: (await context.input()).list as number[] });
    }
  }
  const spoil = (event: RunEvent) => {
    if (event.type === "execution-started") (event.input.list as number[]).push(4);
    if (event.type === "step-ended") (event.set.mine as number[] | undefined)?.push(5);
    if (event.type === "execution-ended") (event.result as { list: number[] }).list.push(6);
  };
  expect(await run(Careless, input, { onEvent: spoil })).toEqual({ list: [1], mine: [10, 11], input: [1] });
});

test("what a step leaves in `this` reaches no other step", async () => {
  class Fields extends Pipeline {
    seen: string[] = [];

    @step()
    start({ again }: { again?: boolean }) {
      this.seen.push("start");
      return again === false ? this.next("end", { here: this.seen.length }) : this.next("start", { again: false });
    }

    @step()
    end({ here }: { here: number }) {
      this.seen.push("end");
      return this.done({ here, there: this.seen });
    }
  }
  expect(await run(Fields)).toEqual({ here: 2, there: ["end"] });
});

class Endless extends Pipeline {
  @step()
  start({ count }: { count?: number }): ReturnType<Endless["go"]> {
    return this.go(count ?? 0);
  }

  @step()
  never() {
    return this.done("out");
  }

  private go(count: number) {
    return count < 0 ? this.next("never") : this.next("start", { count: count + 1 });
  }
}

test("a run stops after as many hops as it may take, and says how to go on", async () => {
  const error = await run(Endless).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TooManyHops);
  expect(error).toMatchObject({ step: "start", hop: 1_000, state: { count: 1_000 }, origin: "pipeline" });
  expect((error as Error).message).toBe(
    "The execution of Endless took 1,000 hops, as many as it may, and was about to run step 'start'. If it loops without end, mend the " +
      "loop; if it is meant to be this long, raise the limit 'maxHops' (--max-hops). " +
      'run(Endless, error.state, { from: "start" }) goes on from there.',
  );
  await expect(run(Endless, {}, { maxHops: 1 })).rejects.toThrow("took 1 hop, as many");
});

test.each([0, -1, 1.5, Number.NaN, "5" as unknown as number])("%s is no number of hops", async (maxHops) => {
  await expect(run(Cafe, {}, { maxHops })).rejects.toThrow(`'maxHops' is ${maxHops}, but it must be a whole number from 1, or Infinity`);
});

test("100,000 hops are no depth", async () => {
  class Countdown extends Pipeline {
    @step()
    start({ left }: { left: number }) {
      return left > 1 ? this.next("start", { left: left - 1 }) : this.done("through");
    }
  }
  expect(await run(Countdown, { left: 100_000 }, { maxHops: Number.POSITIVE_INFINITY })).toBe("through");
});

test("what JavaScript can return is explained with step and key", async () => {
  // biome-ignore lint/suspicious/noExplicitAny: what JavaScript may return
  const returning = (returned: (self: any, context: unknown) => any) => {
    class Script extends Pipeline {
      // @ts-expect-error OW302
      @step()
      start(_: Record<never, never>, context: StepContext) {
        return returned(this, context);
      }
      helper() {}
    }
    return Script as new () => Pipeline;
  };
  const failing = async (returned: Parameters<typeof returning>[0]) => {
    const error = await run(returning(returned)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidOutcome);
    return (error as Error).message;
  };
  expect(await failing(() => undefined)).toMatch(/^Step 'start' of Script ended without an outcome: it returned undefined/);
  expect(await failing(async () => {})).toMatch(/^Step 'start' of Script ended without an outcome/);
  expect(await failing((_, context) => context)).toMatch(/^Step 'start' of Script returned an object, which is not an outcome/);
  expect(await failing((self, context) => self.next("start", { context }))).toMatch(
    /set 'context', but context\.(signal|log|input)\b.* is/,
  );
  expect(await failing((self) => self.next("strat"))).toBe(
    "Step 'start' of Script moved to 'strat', but Script has no step 'strat'. Did you mean 'start'?",
  );
  expect(await failing((self) => self.next("helper"))).toMatch(/moved to 'helper', but 'helper' is a method of Script without @step\(\)/);
  expect(await failing((self) => self.next("start", { order: { total: Number.NaN } }))).toMatch(
    /^Step 'start' of Script set 'order', but order\.total is NaN, which would not survive JSON/,
  );
});

test.each([undefined, null, 0, "", false, [], "x".repeat(10_000_000)])("%# a result can be anything that JSON can hold", async (result) => {
  class Ends extends Pipeline {
    @step()
    start() {
      return this.done(result);
    }
  }
  expect(await run(Ends)).toEqual(result);
});
