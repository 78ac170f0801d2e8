/** What goes in and comes out of `run`, as the compiler sees it: `tsc` judges this file, and the tests run it. */
import { type InputOf, Pipeline, type ResultOf, run, type StepContext, step } from "orchwits";
import { expect, expectTypeOf, test } from "vitest";

class Cafe extends Pipeline {
  @step()
  async start({ choice }: { choice?: "c" | "t" }) {
    return choice === "c" ? this.next("coffee", { beans: 12 }) : this.done("nothing" as const);
  }

  @step()
  coffee({ beans }: { beans: number }) {
    return beans > 0 ? this.done({ milk: true }) : this.done();
  }
}

class Needy extends Pipeline {
  @step()
  start({ beans, cup }: { beans: number; cup?: string }) {
    return this.done(beans + (cup?.length ?? 0));
  }
}

class Whole extends Pipeline {
  @step()
  start(state: Record<string, unknown>, _: StepContext) {
    return this.done(Object.keys(state));
  }
}

class Nothing extends Pipeline {
  @step()
  start() {
    return this.done();
  }
}

class NoStart extends Pipeline {
  @step()
  strat() {
    return this.done();
  }
}

abstract class Abstract extends Pipeline {
  @step()
  start() {
    return this.done();
  }
}

class Inherited extends Abstract {
  @step()
  other() {
    return this.done(5);
  }
}

abstract class Brewing extends Pipeline {
  @step()
  brew({ beans }: { beans: number }) {
    return this.done(beans);
  }
}

class Provided extends Brewing {
  @step()
  start() {
    return this.next("brew", { beans: 3 });
  }

  // A helper that is no step, although it returns an outcome.
  go(times: number) {
    return this.next("brew", { beans: times });
  }
}

class Unprovided extends Brewing {
  @step()
  start() {
    return this.next("brew");
  }
}

class Configured extends Pipeline {
  readonly size: number;
  constructor(size: number) {
    super();
    this.size = size;
  }
  @step()
  start() {
    return this.done(this.size);
  }
}

test("types of inputs", () => {
  expectTypeOf<InputOf<Cafe>>().toEqualTypeOf<{ choice?: "c" | "t" }>();
  expectTypeOf<InputOf<Needy>>().toEqualTypeOf<{ beans: number; cup?: string }>();
  expectTypeOf<InputOf<Whole>>().toEqualTypeOf<Record<string, unknown>>();
  expectTypeOf<InputOf<Nothing>>().toEqualTypeOf<Record<string, never>>();
  expectTypeOf<InputOf<Inherited>>().toEqualTypeOf<Record<string, never>>();
});

test("types of results", () => {
  expectTypeOf<ResultOf<Cafe>>().toEqualTypeOf<"nothing" | { milk: boolean } | undefined>();
  expectTypeOf<ResultOf<Needy>>().toEqualTypeOf<number>();
  expectTypeOf<ResultOf<Whole>>().toEqualTypeOf<string[]>();
  expectTypeOf<ResultOf<Nothing>>().toEqualTypeOf<undefined>();
  expectTypeOf<ResultOf<Inherited>>().toEqualTypeOf<number | undefined>();
});

test("right calls compile", async () => {
  expectTypeOf(run(Cafe)).toEqualTypeOf<Promise<"nothing" | { milk: boolean } | undefined>>();
  expect(await run(Cafe, { choice: "t" })).toBe("nothing");
  expect(await run(Cafe, {}, { maxHops: 5 })).toBe("nothing");
  expect(await run(Needy, { beans: 5 })).toBe(5);
  expect(await run(Whole, { any: 1, thing: [] })).toEqual(["any", "thing"]);
  expect(await run(Nothing)).toBeUndefined();
  expect(await run(Nothing, {}, {})).toBeUndefined();
  expect(await run(Inherited)).toBeUndefined();
  const state: Record<string, unknown> = { beans: 1 };
  expect(await run(Cafe, state, { from: "coffee" })).toEqual({ milk: true });
  expect(await run(Provided)).toBe(3);
  const loaded: new () => Pipeline = Needy;
  expectTypeOf(run(loaded, state)).toEqualTypeOf<Promise<unknown>>();
  expect(await run(loaded, state)).toBe(1);
});

test("wrong calls don't compile", () => {
  const wrong = () => [
    // @ts-expect-error 'x' is no choice
    run(Cafe, { choice: "x" }),
    // @ts-expect-error no such key
    run(Cafe, { chioce: "c" }),
    // @ts-expect-error `beans` is missing
    run(Needy, {}),
    // @ts-expect-error the input is missing
    run(Needy),
    // @ts-expect-error `start` takes nothing
    run(Nothing, { beans: 5 }),
    // @ts-expect-error no such option
    run(Nothing, {}, { maxHop: 5 }),
    // @ts-expect-error no `start`
    run(NoStart),
    // @ts-expect-error the inherited step `brew` misses `beans`
    run(Unprovided),
    // @ts-expect-error abstract
    run(Abstract),
    // @ts-expect-error nobody gives the constructor its argument
    run(Configured),
    // @ts-expect-error no pipeline
    run(class {}),
    // @ts-expect-error an instance
    run(new Nothing()),
  ];
  expect(wrong).toBeTypeOf("function");
});
