/** Findings for people: what is shown of each, and how much of many. */
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { diagnose } from "../diagnostic.ts";
import { coloured, plain } from "../paint.ts";
import type { Report } from "../report.ts";
import { reportPretty } from "./pretty.ts";
import { sampleReport } from "./report.fixture.ts";

const page = "docs/codes/OW";
const show = (report: Report) => reportPretty(report, { paint: plain, cwd: process.cwd() });

test("shows errors first, each with its source, path, explanation and fix", () => {
  expect(show(sampleReport)).toBe(`error OW101 Step 'coffee' needs 'beans', which is missing.
  src/my cafe.ts:8:12
      7 |   @step()
    > 8 |   coffee({ beans }: { beans: number }) {
        |            ^^^^^
      9 |     return this.done();
  path: start → tea → coffee
  see: this move drops the state
  src/my cafe.ts:4:12
    > 4 |     return this.next("coffee", {}, { drop: "*" });
        |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  fix: Set it in the move from 'tea'.

error OW104 'x.ts' has no pipeline.

error OW303 This can't be read.
  /elsewhere/gone.ts:900:1

warning OW202 Step 'tea' sets 'cups', but no step reads it: 100%,
never.
  src/my cafe.ts:4:12
      3 |   tea() {
    > 4 |     return this.next("coffee", {}, { drop: "*" });
        |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      5 |   }

hint OW107 src/my cafe.ts:8:3 Step 'coffee' takes 'sugar', which no path provides.

3 errors, 1 warning, 1 hint in Cafe (3 steps)
OW101 is explained in ${page}101.md
OW104 is explained in ${page}104.md
OW202 is explained in ${page}202.md
OW303 is explained in ${page}303.md
`);
});

test("colours change no letter", () => {
  const text = reportPretty(sampleReport, { paint: coloured, cwd: process.cwd() });
  expect(text).not.toBe(show(sampleReport));
  expect(stripVTControlCharacters(text)).toBe(show(sampleReport));
});

test("says that all is well", () => {
  const pipelines = sampleReport.pipelines;
  expect(show({ findings: [], pipelines, sources: new Map() })).toBe("No problems in Cafe (3 steps)\n");
});

test("fifty findings stay short, and each code is explained once", () => {
  const one = sampleReport.findings.find(({ code }) => code === "OW101");
  const text = show({ ...sampleReport, findings: Array.from({ length: 50 }, () => one ?? diagnose("OW101", "")) });
  expect(text.split("\n").length).toBeLessThan(50 * 10);
  expect(text.match(/is explained in/g)).toHaveLength(1);
});

test("a place that spans many lines is shown by its beginning", () => {
  const at = { file: "src/my cafe.ts", line: 1, column: 1, endLine: 11, endColumn: 2 };
  const text = show({ ...sampleReport, findings: [diagnose("OW104", "It has no start.", { at })] });
  expect(text).toContain("> 1 | export class Cafe extends Pipeline {\n        | ^^^^");
  expect(text).not.toContain("coffee");
});
