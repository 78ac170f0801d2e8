/** A function finds its stack in its environment, and says clearly what that lacks. */
import { Pipeline, step } from "orchwits";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { resourceNames } from "../model/stack-resources.ts";
import { handleEntry } from "./handle-entry.ts";
import { openEntryHome } from "./open-home.ts";

class Cafe extends Pipeline {
  @step()
  start() {
    return this.done();
  }
}

const flow = { pipeline: "Cafe", graph: "g", reads: [], live: {}, failureHandler: false };
const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 10_000 };

beforeEach(() => {
  for (const { variable } of Object.values(resourceNames)) vi.stubEnv(variable, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function setAll(): void {
  vi.stubEnv(resourceNames.functions.variable, "arn:aws:lambda:eu-west-1:123456789012:function:my-cafe-");
  vi.stubEnv(resourceNames.journal.variable, "journal");
  vi.stubEnv(resourceNames.blobs.variable, "blobs");
  vi.stubEnv(resourceNames.retentionDays.variable, "90");
}

test("the stack's name is that of its functions", async () => {
  setAll();
  expect(await openEntryHome({})).toMatchObject({ stack: "my-cafe" });
});

test("what is missing is named, all of it at once, each time that the function is invoked", async () => {
  const handler = handleEntry(Cafe, flow, () => openEntryHome({}));
  vi.stubEnv(resourceNames.functions.variable, "arn:aws:lambda:eu-west-1:123456789012:function:my-cafe-");
  for (const _ of [1, 2]) {
    await expect(handler({}, context)).rejects.toMatchObject({
      name: "ResourcesMissing",
      message: expect.stringMatching(/ORCHWITS_JOURNAL, ORCHWITS_BLOBS, ORCHWITS_RETENTION_DAYS/),
    });
  }
});

test("missing credentials are named, and those that there are are not told", async () => {
  setAll();
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "");
  const lines: string[] = [];
  const handler = handleEntry(Cafe, flow, async () => ({ ...(await openEntryHome({})), writeLine: (line) => lines.push(line) }));
  await expect(handler({}, context)).rejects.toThrow("AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set");
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("AKIAEXAMPLE");
});
