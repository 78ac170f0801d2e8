/** Stubs and single steps as the compiler sees them: `tsc` judges this file, and the tests run it. */
import { Pipeline, type StepContext, step } from "orchwits";
import { done, next, type PlainEnd, type PlainMove, type StepName, type Stubs, takes, testStep } from "orchwits/testing";
import { expect, expectTypeOf, test, vi } from "vitest";

interface Order {
  readonly id: number;
  readonly lines: string[];
}

class Orders extends Pipeline {
  readonly rate = 0.19;

  @step()
  async start({ id }: { id: number }) {
    return this.next("price", { order: { id, lines: ["tea"] } as Order, source: "web", tags: [] as string[] });
  }

  @step()
  price({ order, source }: { order: Order; source: "web" | "shop" }, { attempt }: StepContext) {
    if (order.lines.length === 0) return { $next: "refuse", reason: "empty" } as const;
    if (attempt > 9) return this.next("refuse", { reason: source });
    return this.next("ship", { total: 12, express: true });
  }

  @step()
  ship({ total, express }: { total: number; express?: boolean }) {
    return this.done({ status: "shipped" as const, total, express: express ?? false });
  }

  @step()
  forget() {
    return this.done();
  }

  @step()
  refuse(): ReturnType<typeof this.done<"refused">> {
    return this.done("refused" as const);
  }

  helper() {
    return this.rate;
  }
}

const stubs = (given: Stubs<Orders>) => given;

test("steps are told from other methods", () => {
  expectTypeOf<StepName<Orders>>().toEqualTypeOf<"start" | "price" | "ship" | "refuse" | "forget">();
  expectTypeOf<StepName<Pipeline>>().toEqualTypeOf<string>();
});

test("right stubs compile", () => {
  const order = { id: 2, lines: [] };
  const all = [
    stubs({ start: next("price", { order, source: "shop", tags: ["a"] }) }),
    stubs({ start: () => next("price", { order: { id: 5, lines: ["tea", "cake"] }, source: "web", tags: [] }) }),
    stubs({ start: async ({ id }) => next("price", { order: { id: id + 1, lines: [] }, source: "web", tags: [] }) }),
    stubs({ start: ({ id }) => next("price", { order: { id, lines: [] }, source: "web", tags: [] }, { after: "2h" }) }),
    stubs({ start: vi.fn(() => next("price", { order, source: "shop" as const, tags: [] })) }),
    // Where the step sets literals, the stub may set anything that the target accepts.
    stubs({ price: next("ship", { total: 99, express: false }) }),
    stubs({ price: next("refuse", { reason: "out of stock" }) }),
    stubs({
      price: ({ order: { id } }, { attempt }) =>
        attempt > id ? next("refuse", { reason: "late" }) : next("ship", { total: 1, express: true }),
    }),
    stubs({
      price(state, context) {
        expectTypeOf(state.source).toEqualTypeOf<"web" | "shop">();
        return this.helper() > 1 ? next("refuse", { reason: "dear" }) : this.price(state, context);
      },
    }),
    stubs({
      price: () => {
        throw new Error("always");
      },
    }),
    stubs({ price: takes("3m", next("ship", { total: 1, express: true })) }),
    stubs({ price: takes("3m", () => next("ship", { total: 1, express: true })) }),
    stubs({ ship: done({ status: "shipped", total: 5, express: false }), refuse: done("refused"), forget: done() }),
  ];
  expect(all).toBeTruthy();
});

test("wrong stubs don't compile", () => {
  const wrong = () => [
    // @ts-expect-error no such step
    stubs({ shipp: done() }),
    // @ts-expect-error not a step
    stubs({ helper: done() }),
    // @ts-expect-error 'refuse' is not where 'start' goes
    stubs({ start: next("refuse") }),
    // @ts-expect-error the updates are missing
    stubs({ start: next("price") }),
    // @ts-expect-error a key is missing
    stubs({ price: next("ship", { total: 1 }) }),
    // @ts-expect-error a wrong type
    stubs({ price: next("ship", { total: "1", express: true }) }),
    // @ts-expect-error 'fair' is no source
    stubs({ start: () => next("price", { order: { id: 1, lines: [] }, source: "fair", tags: [] }) }),
    // @ts-expect-error not an outcome
    stubs({ start: () => 5 }),
    // @ts-expect-error no duration
    stubs({ price: takes("3 minutes", next("ship", { total: 1, express: true })) }),
    // @ts-expect-error 'price' doesn't end
    stubs({ price: done() }),
    // @ts-expect-error 'ship' ends with something else
    stubs({ ship: done({ status: "lost", total: 5, express: false }) }),
  ];
  expect(wrong).toBeTypeOf("function");
});

test("a single step gives its outcome as plain data", async () => {
  const outcome = await testStep(Orders, "price", { order: { id: 1, lines: ["tea"] }, source: "web" });
  expectTypeOf(outcome).toEqualTypeOf<
    | PlainMove<"ship", { total: 12; express: true }>
    | PlainMove<"refuse", { reason: "web" | "shop" }>
    | PlainMove<"refuse", { readonly reason: "empty" }>
  >();
  expect(outcome).toEqual({ next: "ship", set: { total: 12, express: true }, dropped: [] });
  const end = await testStep(Orders, "refuse");
  expectTypeOf(end).toEqualTypeOf<PlainEnd<"refused">>();
  expect(end).toEqual({ done: "refused" });
});

test("wrong calls of a single step don't compile", () => {
  const wrong = () => [
    // @ts-expect-error no such step
    testStep(Orders, "shipp", {}),
    // @ts-expect-error the state is missing
    testStep(Orders, "ship"),
    // @ts-expect-error a key is missing
    testStep(Orders, "ship", {}),
    // @ts-expect-error a wrong type
    testStep(Orders, "ship", { total: "5" }),
    // @ts-expect-error no such key
    testStep(Orders, "ship", { total: 5, expres: true }),
  ];
  expect(wrong).toBeTypeOf("function");
});
