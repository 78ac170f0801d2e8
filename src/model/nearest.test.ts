import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const steps = ["start", "tea", "coffee", "drink"];

test("finds the name that was probably meant", () => {
  expect(nearest("cofee", steps)).toBe("coffee");
  expect(nearest("Coffee", steps)).toBe("coffee");
  expect(nearest("satrt", steps)).toBe("start");
  expect(nearest("te", steps)).toBe("tea");
});

test("says nothing when no name is near", () => {
  expect(nearest("water", steps)).toBeUndefined();
  expect(nearest("x", steps)).toBeUndefined();
  expect(nearest("", steps)).toBeUndefined();
  expect(nearest("tea", ["tea"])).toBeUndefined();
});
