/** What comes out of each choice, and which way it took. */
import { run } from "orchwits";
import { expect, test } from "vitest";
import { TeaOrCoffee } from "./pipeline.ts";

test.each([
  ["t", ["start", "making_tea", "boil_water", "dip", "pour_water", "drink"], { drink: "tea", cup: "250 ml of hot water on a tea bag" }],
  [
    "c",
    ["start", "making_coffee", "boil_water", "grind", "pour_water", "drink"],
    { drink: "coffee", cup: "500 ml of hot water on 18 g of ground beans" },
  ],
  ["water", ["start", "nochoice"], { drink: "nothing", cup: "" }],
] as const)("choice '%s'", async (choice, way, result) => {
  const steps: string[] = [];
  const onEvent = (event: { type: string; step?: string }) => event.type === "step-started" && event.step && steps.push(event.step);
  expect(await run(TeaOrCoffee, { choice }, { onEvent })).toEqual(result);
  expect(steps).toEqual(way);
});
