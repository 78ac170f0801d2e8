/** Holds that each lock file pins every package by its integrity and names no registry, so that it installs from any. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface LockedPackage {
  readonly link?: boolean;
  readonly integrity?: string;
}

describe.each(["package-lock.json", "bench/peers/package-lock.json"])("%s", (file) => {
  const { packages } = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const installed = Object.entries(packages).filter(([path, entry]) => path.startsWith("node_modules/") && !entry.link);

  test("names no host", () => {
    // Packages may name pages to give money to; nothing else may be an address.
    const withoutFunding = JSON.stringify(packages, (key, value) => (key === "funding" ? undefined : value));
    expect(withoutFunding.match(/https?:[^"]*/g) ?? []).toEqual([]);
  });

  test("pins every package by its integrity", () => {
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([]);
  });
});
