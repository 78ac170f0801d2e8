/** What a function must be prepared for, told from graphs. */
import { describe, expect, test } from "vitest";
import { buildGraph, done, next } from "../analyzer/rules/build-graph.fixture.ts";
import type { Step } from "../model/graph.ts";
import { delaysOf, inCycle } from "./flow-needs.ts";

const stepWith = (more: Partial<Step>): Step => ({ ...(buildGraph({ start: { ends: [next("later")] } }).steps[0] as Step), ...more });
const delayed = (after: string): Step => {
  const step = stepWith({});
  return { ...step, edges: step.edges.map((edge) => ({ ...edge, after })) };
};

describe("delays", () => {
  test.each([
    ["0s", []],
    ["15m", [{ to: "later", short: true, long: false }]],
    ["901s", [{ to: "later", short: false, long: true }]],
    ["waitFor(order)", [{ to: "later", short: true, long: true }]],
  ])("of a move after %s", (after, expected) => {
    expect(delaysOf(delayed(after))).toEqual(expected);
  });

  test.each<readonly [string, Partial<Step>, { short: boolean; long: boolean } | undefined]>([
    ["without retries", {}, undefined],
    ["that waits 30 s", { retries: true, retryDelays: ["30s"] }, { short: true, long: false }],
    ["that waits 2 h", { retries: true, retryDelays: ["2h"] }, { short: false, long: true }],
    ["that waits as long as it likes", { retries: true, retryDelays: ["30s", "delay"] }, { short: true, long: true }],
    ["for reasons unknown", { retries: true }, { short: true, long: true }],
    ["by the default policy", { retries: true, options: { retry: {} } }, { short: true, long: false }],
    ["once", { retries: true, options: { retry: { attempts: 1 } } }, undefined],
    ["up to an hour", { retries: true, options: { retry: { attempts: 20, max: "1h" } } }, { short: true, long: true }],
    ["too few times for an hour", { retries: true, options: { retry: { attempts: 5, max: "1h" } } }, { short: true, long: false }],
    ["every hour", { retries: true, options: { retry: { backoff: "fixed", first: "1h", max: "1d" } } }, { short: true, long: true }],
    [
      "by a policy, and by RetryLater for longer",
      { retries: true, retryDelays: ["2h"], options: { retry: {} } },
      { short: true, long: true },
    ],
  ])("of a step %s", (_, more, expected) => {
    expect(delaysOf(stepWith(more))).toEqual(expected ? [{ to: "start", ...expected }] : []);
  });
});

test("cycles, a step that moves to itself among them", () => {
  const looping = buildGraph({
    start: { ends: [next("a"), next("alone")] },
    a: { ends: [next("b")] },
    b: { ends: [next("a"), next("end")] },
    alone: { ends: [next("alone")] },
    end: { ends: [done] },
  });
  expect([...inCycle(looping)].sort()).toEqual(["a", "alone", "b"]);
});
