/** What is delivered comes from outside, and is looked at before anything is done with it. */
import { expect, test } from "vitest";
import { readMessage } from "./read-message.ts";

const valid = { execution: "e", branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: null };

test("a message is given as it is", () => {
  expect(readMessage(valid)).toBe(valid);
});

test.each<[given: unknown, what: string]>([
  [undefined, "it is undefined, not an object"],
  ["{}", "it is a text, not an object"],
  [[], "it is an array, not an object"],
  [{}, "its 'execution' is undefined, not a text"],
  [{ ...valid, execution: "" }, "its 'execution' is empty"],
  [{ ...valid, branch: 1 }, "its 'branch' is 1, not a text"],
  [{ ...valid, hop: -1 }, "its 'hop' is -1, not a whole number from 0"],
  [{ ...valid, attempt: 1.5 }, "its 'attempt' is 1.5, not a whole number from 1"],
  [{ ...valid, countedFrom: "0" }, "its 'countedFrom' is a text, not a whole number from 0"],
  [{ ...valid, graph: {} }, "its 'graph' is an object"],
  [{ ...valid, state: null }, "its 'state' is null, not an object"],
  [{ ...valid, state: { $next: "end" } }, "its state has the reserved key '$next'"],
])("%j is no message", (given, what) => {
  expect(() => readMessage(given)).toThrow(`A message was delivered that can't be handled: ${what}.`);
});
