/** Bounds never let a message pass that is too large, nor stop one that fits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { applyCompletion } from "./apply-completion.ts";
import { beyondEnvelope } from "./measure-message.ts";

const limit = 500;
const value = fc.oneof(fc.string({ unit: "binary", maxLength: 90 }), fc.integer(), fc.constant(null));
const change = fc.record({
  step: fc.string({ maxLength: 20 }),
  set: fc.dictionary(fc.constantFrom("a", "b", "c", "é", "\u2028"), value, { maxKeys: 3 }),
  dropped: fc.subarray(["a", "b", "c"]),
});

test("along any chain, a message is too large if and only if its JSON is", () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), (changes) => {
      let before: Message = { execution: "e", branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: null };
      for (const { step, set, dropped } of changes) {
        const next = { ...before, hop: before.hop + 1, step, state: applyCompletion(before.state, { set, dropped }) };
        const bytes = new TextEncoder().encode(JSON.stringify(next)).length;
        expect(beyondEnvelope(next, limit, before, set) > 0).toBe(bytes > limit);
        if (bytes <= limit) before = next;
      }
    }),
  );
});
