/** Names that were probably meant. */
import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["cofee", "coffee"],
    ["Coffee", "coffee"],
    ["coffe", "coffee"],
    ["cofefe", "coffee"],
    ["drnik", "drink"],
    ["te", undefined],
    ["water", undefined],
    ["", undefined],
    ["coffee", undefined],
  ])("takes '%s' for %s", (name, meant) => {
    expect(nearestName(name, ["tea", "coffee", "drink"])).toBe(meant);
  });

  it("prefers the nearest, then the first", () => {
    expect(nearestName("coffee", ["coffins", "cofee", "coffe"])).toBe("cofee");
    expect(nearestName("TEA", ["tee", "tea"])).toBe("tea");
  });

  it("is quick with thousands of candidates", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `some${index}Name`);
    expect(nearestName("entirelyDifferent", names)).toBeUndefined();
  });
});
