/** What the cafe serves. */
import { run } from "orchwits";
import { expect, test, vi } from "vitest";
import { Cafe } from "./pipeline.ts";

test.each([
  ["coffee at once", { choice: "c" }, 12],
  ["coffee after a tea", { choice: "t" }, 5],
  ["tea first for the undecided", {}, 5],
] as const)("%s", async (_, input, beans) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  expect(await run(Cafe, input)).toEqual({ milk: true });
  expect(log).toHaveBeenCalledExactlyOnceWith(`Put ${beans} beans into the machine`);
});

test("a step can be run on its own, with the state that it would be given", async () => {
  expect(await run(Cafe, {}, { from: "drink" })).toEqual({ milk: false });
});
