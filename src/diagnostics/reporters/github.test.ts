/** Findings as workflow commands of GitHub. */
import { expect, test } from "vitest";
import { reportGithub } from "./github.ts";
import { sampleReport } from "./report.fixture.ts";

test("writes one workflow command a finding, with what would end it escaped", () => {
  const lines = reportGithub(sampleReport).trimEnd().split("\n");
  expect(lines).toHaveLength(sampleReport.findings.length);
  expect(lines[1]).toBe(
    "::warning file=src/my cafe.ts,line=4,endLine=4,col=12,endColumn=50,title=OW202%3A a key that is set and never read" +
      "::Step 'tea' sets 'cups', but no step reads it: 100%25,%0Anever.",
  );
  expect(lines[2]).toContain("%0Apath: start → tea → coffee%0Asrc/my cafe.ts:4:12: this move drops the state%0Afix: Set it");
  expect(lines[0]).toMatch(/^::notice /);
  expect(lines[3]).toBe("::error title=OW104%3A no pipeline%2C no start%2C or more than one pipeline::'x.ts' has no pipeline.");
});

test("leaves out columns where a range spans lines", () => {
  const at = { file: "a.ts", line: 1, column: 2, endLine: 3, endColumn: 4 };
  const [finding] = sampleReport.findings;
  expect(finding && reportGithub({ ...sampleReport, findings: [{ ...finding, at }] })).toMatch(
    /^::notice file=a\.ts,line=1,endLine=3,title=/,
  );
});
