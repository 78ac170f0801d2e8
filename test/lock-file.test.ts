/** Holds that the lock file pins every package by its integrity and names no registry, so that it installs from any. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface LockedPackage {
  readonly link?: boolean;
  readonly integrity?: string;
}

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as {
  packages: Record<string, LockedPackage>;
};
const installed = Object.entries(packages).filter(([path, entry]) => path.startsWith("node_modules/") && !entry.link);

test("the lock file names no host", () => {
  // Packages may name pages to give money to; nothing else may be an address.
  const withoutFunding = JSON.stringify(packages, (key, value) => (key === "funding" ? undefined : value));
  expect(withoutFunding.match(/https?:[^"]*/g) ?? []).toEqual([]);
});

test("every package is pinned by its integrity", () => {
  expect(installed.length).toBeGreaterThan(50);
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([]);
});
