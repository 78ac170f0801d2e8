/** Findings as JSON, whose shape others rely on. */
import { expect, test } from "vitest";
import { reportJson } from "./json.ts";
import { sampleReport } from "./report.fixture.ts";

test("keeps its shape", () => {
  const report = JSON.parse(reportJson(sampleReport));
  expect(report).toMatchObject({
    version: 1,
    summary: { errors: 3, warnings: 1, hints: 1 },
    pipelines: [{ name: "Cafe", file: "src/my cafe.ts", steps: 3, moves: 3 }],
  });
  expect(report.findings[2]).toEqual({
    code: "OW101",
    severity: "error",
    title: "a step needs a key that some path does not provide",
    message: "Step 'coffee' needs 'beans', which is missing.",
    file: "src/my cafe.ts",
    line: 8,
    column: 12,
    endLine: 8,
    endColumn: 17,
    pipeline: "Cafe",
    step: "coffee",
    key: "beans",
    path: ["start", "tea", "coffee"],
    related: [{ message: "this move drops the state", file: "src/my cafe.ts", line: 4, column: 12, endLine: 4, endColumn: 50 }],
    fix: "Set it in the move from 'tea'.",
    docs: "docs/codes/OW101.md",
  });
  expect(report.findings[3]).toEqual({
    code: "OW104",
    severity: "error",
    title: "no pipeline, no start, or more than one pipeline",
    message: "'x.ts' has no pipeline.",
    docs: "docs/codes/OW104.md",
  });
});
