/** What is delivered comes from outside, and is looked at before anything is done with it. */
import { expect, test } from "vitest";
import { readMessage } from "./read-message.ts";

const valid = { execution: "e", branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: null };

test("a message is given as it is", () => {
  expect(readMessage(valid)).toBe(valid);
});

test.each<[given: unknown, what: string]>([
  [undefined, "it is no object"],
  ["{}", "it is no object"],
  [[], "it is no object"],
  [{}, "its 'execution' is not a text that is not empty"],
  [{ ...valid, execution: "" }, "its 'execution' is not a text that is not empty"],
  [{ ...valid, branch: 1 }, "its 'branch' is not a text"],
  [{ ...valid, hop: -1 }, "its 'hop' is not a whole number from 0"],
  [{ ...valid, attempt: 1.5 }, "its 'attempt' is not a whole number from 1"],
  [{ ...valid, attempt: 0 }, "its 'attempt' is not a whole number from 1"],
  [{ ...valid, countedFrom: "0" }, "its 'countedFrom' is not a whole number from 0"],
  [{ ...valid, graph: {} }, "its 'graph' is not a text or null"],
  [{ ...valid, state: null }, "its 'state' is not an object"],
  [{ ...valid, state: [] }, "its 'state' is not an object"],
  [{ ...valid, state: { $next: "end" } }, "its state has the reserved key '$next'"],
])("%j is no message", (given, what) => {
  expect(() => readMessage(given)).toThrow(`A message was delivered that can't be handled: ${what}.`);
});
