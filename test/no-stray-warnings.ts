/** Fails a test that warns without meaning to: what a test expects on `console.warn` or `console.error`, it spies on. */
import { afterEach, beforeEach, vi } from "vitest";

const stray: string[] = [];

beforeEach(() => {
  stray.length = 0;
  for (const level of ["warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void stray.push(`console.${level}: ${parts.join(" ")}`));
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  if (stray.length > 0) throw new Error(`The test warned without expecting it.\n${stray.join("\n")}`);
});
