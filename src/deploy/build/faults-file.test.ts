/** Holds that a function reads its second file only where something fails, and that the two files understand each other. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pipelineSource } from "../../analyzer/project.fixture.ts";
import { type RecordingServer, reply, startRecordingServer } from "../../lambda/aws/recording-server.fixture.ts";
import { buildProject } from "./build.fixture.ts";

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
  const environment = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE000000000",
    AWS_SECRET_ACCESS_KEY: "s".repeat(40),
    ORCHWITS_FUNCTIONS: "arn:aws:lambda:us-east-1:000000000000:function:cafe-",
    ORCHWITS_JOURNAL: "journal",
    ORCHWITS_BLOBS: "blobs",
    ORCHWITS_RETENTION_DAYS: "30",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const pipeline = pipelineSource(`
  @step() start() { return this.next("count", { cups: 1 }); }
  @step({ retry: { attempts: 2 } }) count({ cups }: { cups: number }) {
    if (cups > 100) throw new RangeError("too many cups");
    return this.next("end", { cups: cups + 1 });
  }
  @step() end({ cups }: { cups: number }) { return this.done(cups); }`);

async function build() {
  const project = await buildProject({ "pipeline.ts": pipeline }, { real: true });
  const graph = /graph:"(\w{64})"/.exec(project.code("count"))?.[1] ?? "";
  const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 30_000 };
  const { handler } = await import(/* @vite-ignore */ join(project.folder, "out/count/index.mjs"));
  const invoke = (cups: number, change: object = {}, given: object = context): Promise<unknown> =>
    handler(
      { $orchwits: { execution: "e", branch: "", hop: 1, step: "count", attempt: 1, state: { cups }, countedFrom: 0, graph, ...change } },
      given,
    );
  const loseFaults = () => rmSync(join(project.folder, "out/count/faults.mjs"));
  return { invoke, loseFaults };
}

const called = () => server.recorded.map(({ headers, path }) => (headers["x-amz-target"] ?? path).replace(/^.*[./]/, ""));
const updates = () => server.recorded.flatMap(({ body }) => JSON.parse(body).ExpressionAttributeValues ?? []);
const ok = reply(200, "{}");
const refused = (type: string, more: object = {}) =>
  reply(400, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "no", ...more }));

test("a hop that does well does without it", async () => {
  const { invoke, loseFaults } = await build();
  loseFaults();
  expect(await invoke(1)).toEqual({ execution: "e", became: "moved", next: "end" });
  expect(called()).toEqual(["UpdateItem", "UpdateItem", "invocations"]);
});

test("what befell a message is thrown also where the file can't be read that would tell it", async () => {
  const { invoke, loseFaults } = await build();
  loseFaults();
  await expect(invoke(1, {}, { awsRequestId: "r" })).rejects.toThrow(TypeError);
});

test("a step that fails is recorded and runs again, as in any other home", async () => {
  const { invoke } = await build();
  // No delay is allowed for here: the first one is over at once.
  vi.spyOn(Math, "random").mockReturnValue(0);
  expect(await invoke(101)).toEqual({ execution: "e", became: "retrying", nextAttempt: 2, afterMilliseconds: 0 });
  const { ":set_failure1": failure } = updates()[1];
  expect(JSON.parse(failure.S)).toMatchObject({ attempt: 1, error: { name: "RangeError", message: "too many cups", origin: "pipeline" } });
  expect(await invoke(101, { attempt: 2 })).toEqual({ execution: "e", became: "ended", status: "failed", errorName: "StepFailed" });
});

test("what AWS refuses is sent again or read, whichever it is", async () => {
  const { invoke } = await build();
  const row = { pk: { S: "e" }, sk: { S: "#0000000001" }, step: { S: "count" }, attempt: { N: "1" }, status: { S: "claimed" } };
  server.answer(
    refused("ThrottlingException"),
    refused("ConditionalCheckFailedException", { Item: { ...row, leaseUntil: { N: "5" } } }),
    ok,
  );
  await expect(invoke(1)).rejects.toMatchObject({ name: "HopHeld", until: 5 });
  expect(called()).toEqual(["UpdateItem", "UpdateItem"]);

  server.answer(ok, refused("ValidationException", { message: "Item size has exceeded the maximum allowed size" }), ok);
  expect(await invoke(1)).toMatchObject({ became: "ended", status: "failed", errorName: "StateTooLarge" });

  server.answer(refused("AccessDeniedException"));
  await expect(invoke(1)).rejects.toMatchObject({ name: "AwsError", code: "AccessDeniedException", origin: "system" });
});

test("what its function lacks is told in words", async () => {
  const { invoke } = await build();
  await expect(invoke(1, { step: "end" })).rejects.toThrow("but a message for 'end' was delivered to it");
  vi.stubEnv("ORCHWITS_JOURNAL", "");
  vi.resetModules();
  const again = await build();
  await expect(again.invoke(1)).rejects.toThrow("This function doesn't know its stack: ORCHWITS_JOURNAL is not set as it should be.");
});
