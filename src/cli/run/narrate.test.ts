/** A run's events as the lines that people read. */
import { expect, test } from "vitest";
import { plain } from "../../diagnostics/paint.ts";
import type { RunEvent } from "../../local/run-event.ts";
import { createNarrator } from "./narrate.ts";

const execution = "0193";
const at = (step: string, hop: number, attempt = 1) => ({ execution, step, hop, attempt });

test("tells each step with what it changed in the state", () => {
  const events: RunEvent[] = [
    { type: "execution-started", execution, pipeline: "Cafe", input: { choice: "c", order: 7 } },
    { type: "step-started", ...at("start", 0) },
    {
      type: "step-ended",
      ...at("start", 0),
      durationMilliseconds: 2,
      set: { beans: 12, milk: false },
      dropped: ["choice"],
      next: "coffee",
    },
    { type: "step-started", ...at("coffee", 1) },
    { type: "log", ...at("coffee", 1), level: "info", message: "grinding", fields: { beans: 12 } },
    {
      type: "step-failed",
      ...at("coffee", 1),
      durationMilliseconds: 30,
      error: { name: "RetryLater", message: "cold" },
      state: {},
      retryInMilliseconds: 2_000,
    },
    { type: "step-started", ...at("coffee", 1, 2) },
    {
      type: "step-ended",
      ...at("coffee", 1, 2),
      durationMilliseconds: 0.5,
      set: { milk: true },
      dropped: ["beans", "milk"],
      next: "drink",
      afterMilliseconds: 60_000,
    },
    { type: "step-ended", ...at("drink", 2), durationMilliseconds: 1_500, set: {}, dropped: [], next: null },
    { type: "execution-ended", execution, status: "completed", result: 1, hops: 3, durationMilliseconds: 61_000 },
  ];
  expect(events.map(createNarrator(plain)).join("")).toBe(`Cafe { choice: "c", order: 7 } 0193
▸ start
✓ start 2.0 ms → coffee
    - choice
    + beans: 12
    + milk: false
▸ coffee
  coffee info: grinding { beans: 12 }
✗ coffee 30 ms RetryLater: cold, again in 2.0 s
▸ coffee (attempt 2)
✓ coffee (attempt 2) 500 µs → drink after 1 m 0 s
    - beans
    ~ milk: false → true
✓ drink 1.5 s done
completed after 3 steps in 1 m 1 s
`);
});
