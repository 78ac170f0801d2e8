/** The client against a stack on the local AWS: what it sends is signed and read by the real protocols. */
import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from "vitest";
import { cancelExecution } from "../engine/cancel-execution.ts";
import { startExecution } from "../engine/start-execution.ts";
import { type LocalStack, startLocalStack } from "../lambda/local-stack.fixture.ts";
import { lambdaError } from "../local-aws/lambda/lambda-error.ts";
import { makeStacks } from "../local-aws/provision/stacks-service.ts";
import type { ServiceRequest } from "../local-aws/service.ts";
import { resourceNames, type StackResources } from "../model/stack-resources.ts";
import { createClient } from "./create-client.ts";
import { Cafe } from "./pipeline.fixture.ts";

let stack: LocalStack;

beforeEach(async () => {
  stack = await startLocalStack();
  const { aws, resources } = stack;
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  aws.register(makeStacks([describeStack(resources)]));
  aws.register({
    name: "lambda",
    actionsOf: () => [],
    handle: ({ path, headers, body }) => answerInvoke(path, headers, body),
  });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await stack.aws.close();
});

function describeStack(resources: StackResources) {
  const keys = Object.keys(resourceNames) as (keyof StackResources)[];
  const outputs = Object.fromEntries(keys.map((key) => [resourceNames[key].output, String(resources[key])]));
  const rest = { physicalIds: {}, resourceTypes: {}, roles: {}, notes: [] };
  return { stackName: "cafe", outputs, ...rest, update: async () => {}, remove: async () => {} };
}

/** The entry as far as clients see it. */
async function answerInvoke(path: string, headers: ServiceRequest["headers"], body: Buffer) {
  if (headers["x-amz-invocation-type"] === "Event") return { status: 202 };
  if (path !== "/2015-03-31/functions/cafe-start/invocations") throw lambdaError("ResourceNotFoundException", "Function not found");
  const { $id: execution, ...input } = JSON.parse(body.toString());
  if (input.choice === undefined) {
    const refusal = { errorType: "InvalidInput", errorMessage: "Step 'start' of Cafe needs 'choice'." };
    return { status: 200, headers: { "x-amz-function-error": "Unhandled" }, body: JSON.stringify(refusal) };
  }
  const { began } = await startExecution(stack.open(), { pipeline: "Cafe", source: "cafe", graph: null, input, execution });
  return { status: 200, body: JSON.stringify({ execution, pipeline: "Cafe", began }) };
}

/** What the functions would do. */
async function complete(execution: string, result: unknown): Promise<void> {
  const { journal } = stack.open();
  const key = { execution, branch: "", hop: 0 };
  await journal.claim({ ...key, step: "start", attempt: 1, token: "t", owner: "o", now: 1, leaseUntil: 2 });
  await journal.complete(key, "t", { kind: "done", result }, 3);
  await journal.setStatus(execution, ["running"], "completed", { now: 3, hop: 0, result });
}

async function fail(execution: string): Promise<void> {
  const { journal } = stack.open();
  const key = { execution, branch: "", hop: 0 };
  const error = { name: "StepFailed", message: "Step 'start' failed: no beans", cause: { name: "RangeError", message: "no beans" } };
  await journal.claim({ ...key, step: "start", attempt: 1, token: "t", owner: "o", now: 1, leaseUntil: 2 });
  await journal.complete(key, "t", { kind: "failed", error }, 3);
  await journal.setStatus(execution, ["running"], "failed", { now: 3, hop: 0, error });
}

test("starts once for one id, and gives the typed result", async () => {
  const cafe = createClient<Cafe>({ stack: "cafe" });
  expect(await cafe.start({ choice: "c" }, { id: "one" })).toEqual({ execution: "one", pipeline: "Cafe", began: true });
  expect(await cafe.start({ choice: "c" }, { id: "one" })).toMatchObject({ began: false });
  expect(await cafe.describe("one")).toMatchObject({ status: "running", step: "start", hops: 0 });
  const waiting = cafe.result("one", { pollMilliseconds: 5 });
  await complete("one", { milk: true });
  const result = await waiting;
  expectTypeOf(result).toEqualTypeOf<{ milk: boolean }>();
  expect(result).toEqual({ milk: true });
  const found = await cafe.describe("one");
  expect(found).toMatchObject({ status: "completed", result: { milk: true }, hops: 1 });
});

test("takes the class as a value, too, and refuses what the types refuse", async () => {
  const cafe = createClient(Cafe, { stack: "cafe", resources: stack.resources });
  // @ts-expect-error: the input needs a choice.
  await expect(cafe.start()).rejects.toThrow("needs 'choice'");
  // @ts-expect-error: there is no such choice.
  await cafe.start({ choice: "x" });
  await expect(cafe.start({ choice: "c", $next: "drink" } as { choice: "c" })).rejects.toMatchObject({
    name: "InvalidInput",
    message: "The input sets $next, but keys that begin with '$' are reserved.",
  });
});

test("tells a failure with its cause, resumes it with another state, and cancels", async () => {
  const cafe = createClient<Cafe>({ stack: "cafe" });
  await cafe.start({ choice: "t" }, { id: "two" });
  await fail("two");
  const failure = await cafe.result("two").catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: "ExecutionFailed", execution: "two", cause: { name: "RangeError", message: "no beans" } });
  expect(await cafe.describe("two")).toMatchObject({ status: "failed", error: { name: "StepFailed" } });
  expect(await cafe.resume("two", { set: { choice: "c" } })).toEqual({ kind: "resumed" });
  expect(await cafe.describe("two")).toMatchObject({ status: "running", step: "start" });
  await cafe.cancel("two");
  await expect(cafe.result("two")).rejects.toMatchObject({ name: "ExecutionCancelled" });
  await expect(cafe.cancel("two")).rejects.toMatchObject({ name: "ExecutionConflict" });
});

test("tells which step comes next between two hops, and which was the last in the end", async () => {
  const cafe = createClient<Cafe>({ stack: "cafe" });
  await cafe.start({ choice: "c" }, { id: "four" });
  const { journal } = stack.open();
  const claim = { execution: "four", branch: "", attempt: 1, token: "t", owner: "o", now: 1, leaseUntil: 2 };
  const moved = { kind: "next", to: "coffee", set: {}, dropped: [] } as const;
  await journal.claim({ ...claim, hop: 0, step: "start" });
  await journal.complete({ execution: "four", branch: "", hop: 0 }, "t", { ...moved, afterMilliseconds: 0 }, 3);
  expect(await cafe.describe("four")).toMatchObject({ status: "running", step: "coffee", hops: 1 });
  await journal.claim({ ...claim, hop: 1, step: "coffee" });
  expect(await cafe.describe("four")).toMatchObject({ step: "coffee", hops: 2 });
});

test("waits no longer than its signal", async () => {
  const cafe = createClient<Cafe>({ stack: "cafe" });
  await cafe.start({ choice: "t" }, { id: "three" });
  const controller = new AbortController();
  const waiting = cafe.result("three", { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await cancelExecution(stack.open(), "three");
});

test("says which stack or execution is not there", async () => {
  const coffee = createClient<Cafe>({ stack: "coffee" });
  await expect(coffee.describe("x")).rejects.toThrow("There is no stack 'coffee' in us-east-1.");
  const started = coffee.start({ choice: "c" });
  await expect(started).rejects.toMatchObject({ name: "UnknownStack", message: expect.stringContaining("no function 'coffee-start'") });
  const cafe = createClient<Cafe>({ stack: "cafe" });
  await expect(cafe.describe("nobody")).rejects.toThrow("There is no execution 'nobody' of stack 'cafe'");
  await expect(cafe.result("nobody")).rejects.toMatchObject({ name: "UnknownExecution" });
  vi.stubEnv("AWS_REGION", "");
  vi.stubEnv("AWS_DEFAULT_REGION", "");
  expect(() => createClient<Cafe>({ stack: "cafe" })).toThrow("In which region is stack 'cafe'?");
});

test("takes credentials as they are, or from a provider, and refuses what no stack can be called", async () => {
  const [accessKeyId = "", secretAccessKey = ""] = [process.env.AWS_ACCESS_KEY_ID, process.env.AWS_SECRET_ACCESS_KEY];
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "");
  for (const credentials of [{ accessKeyId, secretAccessKey }, async () => ({ accessKeyId, secretAccessKey })]) {
    const { began } = await createClient<Cafe>({ stack: "cafe", credentials }).start({ choice: "t" });
    expect(began).toBe(true);
  }
  await expect(createClient<Cafe>({ stack: "cafe" }).start({ choice: "t" })).rejects.toThrow("There are no AWS credentials");
  for (const name of ["", "a b"]) expect(() => createClient<Cafe>({ stack: name })).toThrow(`No stack can be called '${name}'.`);
});
