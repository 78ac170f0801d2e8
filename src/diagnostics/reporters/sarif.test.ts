/** Findings as SARIF, as its specification has it. */
import { expect, test } from "vitest";
import { catalogue } from "../codes.ts";
import { sampleReport } from "./report.fixture.ts";
import { reportSarif } from "./sarif.ts";

const log = JSON.parse(reportSarif(sampleReport, "1.2.3"));
const [run] = log.runs;

test("is a SARIF 2.1.0 log whose rules are the catalogue", () => {
  expect(log.version).toBe("2.1.0");
  expect(log.runs).toHaveLength(1);
  expect(run.tool.driver).toMatchObject({ name: "orchwits", version: "1.2.3" });
  const rules: { id: string; shortDescription: { text: string } }[] = run.tool.driver.rules;
  expect(rules.map(({ id }) => id)).toEqual(Object.keys(catalogue));
  for (const { shortDescription } of rules) expect(shortDescription.text).toMatch(/^[A-Z].*\.$/);
});

// What the schema demands of results, and what code scanning needs beyond it.
test("every result points at its rule and has valid regions", () => {
  expect(run.results).toHaveLength(sampleReport.findings.length);
  for (const result of run.results) {
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(["error", "warning", "note"]).toContain(result.level);
    expect(result.message.text).toBeTruthy();
    for (const location of [...(result.locations ?? []), ...(result.relatedLocations ?? [])]) {
      const { artifactLocation, region } = location.physicalLocation;
      expect(artifactLocation.uri).toBe(new URL(artifactLocation.uri, "file:///root/").href.replace("file:///root/", ""));
      expect(region.startLine).toBeGreaterThanOrEqual(1);
      expect(region.startColumn).toBeGreaterThanOrEqual(1);
      const lines = region.endLine - region.startLine;
      expect(lines > 0 || (lines === 0 && region.endColumn > region.startColumn)).toBe(true);
    }
    for (const [index, { id, message }] of (result.relatedLocations ?? []).entries()) {
      expect(id).toBe(index);
      expect(message.text).toBeTruthy();
    }
  }
});

test("paths are relative to the folder where it ran, or absolute URLs outside of it", () => {
  const uris = run.results.map(
    (result: { locations?: { physicalLocation: { artifactLocation: object } }[] }) =>
      result.locations?.[0]?.physicalLocation.artifactLocation,
  );
  expect(uris[0]).toEqual({ uri: "src/my%20cafe.ts", uriBaseId: "%SRCROOT%" });
  expect(uris[3]).toBeUndefined();
  expect(uris[4]).toEqual({ uri: "file:///elsewhere/gone.ts" });
});
