/** Asynchronous invocations: retries by the clock, throttling, destinations, recursion, and queues as sources. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import type { CallScene } from "./call.ts";
import { openLambda, queueArn, until } from "./lambda.fixture.ts";

const dead = queueArn("dead");
const failing = "export const handler = async () => { throw new Error('no'); };";
const silent = "export const handler = async () => {};";

test("retries after one and two minutes, as the same request, then tells the failure destination", async () => {
  const scenes: CallScene[] = [];
  const { client, put, lambda, clock, queues } = await openLambda({ onInvoke: (scene) => void scenes.push(scene) });
  put("failing", failing, { onFailure: dead });
  const answer = await client.send(new InvokeCommand({ FunctionName: "failing", InvocationType: "Event", Payload: '{"a":1}' }));
  expect(answer).toMatchObject({ StatusCode: 202 });
  await lambda.settled();
  expect(lambda.countsOf("failing").invocations).toBe(1);
  expect(await clock.skip()).toBe(60_000);
  await lambda.settled();
  expect(await clock.skip()).toBe(120_000);
  await lambda.settled();
  expect(lambda.countsOf("failing")).toMatchObject({ invocations: 3, retries: 2, givenUp: 1 });
  const runs = scenes.filter(({ stage }) => stage === "run");
  expect(runs.map(({ attempt, requestId }) => [attempt, requestId])).toEqual([1, 2, 3].map((n) => [n, answer.$metadata.requestId]));
  expect(queues.of(dead).map(({ body }) => JSON.parse(body))).toEqual([
    {
      version: "1.0",
      timestamp: "1970-01-01T00:03:00.000Z",
      requestContext: {
        requestId: answer.$metadata.requestId,
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:failing:$LATEST",
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: { a: 1 },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: expect.objectContaining({ errorType: "Error", errorMessage: "no" }),
    },
  ]);
});

test("runs no more at once than it is told to, however many processes there may be", async () => {
  const { lambda, put } = await openLambda({ maximumBusy: 1, maximumProcesses: 4 });
  put("function", silent);
  for (let count = 0; count < 3; count++) await lambda.invokeAsync("function", "{}");
  await lambda.settled();
  expect(lambda.countsOf("function")).toMatchObject({ invocations: 3, coldStarts: 1 });
});

test("sends nothing to a destination that the function's role may not send to, and says so", async () => {
  const { lambda, put, queues, log } = await openLambda();
  const principal = { arn: "arn:aws:iam::000000000000:role/r", accessKeyId: "r", secretAccessKey: "s", statements: [] };
  put("failing", failing, { onFailure: dead, maximumRetryAttempts: 0, principal });
  await lambda.invokeAsync("failing", "{}");
  await lambda.settled();
  expect(queues.of(dead)).toEqual([]);
  expect(log.at(-1)?.text).toContain("lacks sqs:SendMessage");
});

test("keeps what was throttled, and gives it up when it is too old", async () => {
  let throttled = 3;
  const { put, lambda, clock, queues } = await openLambda({
    onInvoke: ({ stage }) => (stage === "run" && throttled-- > 0 ? { throttle: true } : undefined),
  });
  put("function", silent, { onFailure: dead, maximumEventAgeSeconds: 60 });
  await lambda.invokeAsync("function", "{}");
  const delays = [];
  for (let count = 0; count < 3; count++) {
    await lambda.settled();
    delays.push(await clock.skip());
  }
  await lambda.settled();
  expect(delays).toEqual([500, 1000, 2000]);
  expect(lambda.countsOf("function")).toMatchObject({ invocations: 1, throttles: 3, retries: 0 });

  throttled = 100;
  await lambda.invokeAsync("function", "{}");
  await lambda.settled();
  while (lambda.waiting > 0) {
    await clock.skip();
    await lambda.settled();
  }
  expect(queues.of(dead).map(({ body }) => JSON.parse(body).requestContext.condition)).toEqual(["EventAgeExceeded"]);
  expect(clock.now()).toBe(63_500);
});

test("tries nothing again where nothing may run", async () => {
  const { put, lambda, queues } = await openLambda();
  put("function", silent, { onFailure: dead, reservedConcurrency: 0 });
  await lambda.invokeAsync("function", "{}");
  await lambda.settled();
  expect(lambda.waiting).toBe(0);
  expect(queues.of(dead)).toHaveLength(1);
});

test("takes what a function has reserved from what all others share", async () => {
  const { put, client } = await openLambda({ accountConcurrency: 10 });
  put("own", silent, { reservedConcurrency: 10 });
  put("other", silent);
  const invoke = (FunctionName: string) => client.send(new InvokeCommand({ FunctionName }));
  await expect(invoke("other")).rejects.toMatchObject({ name: "TooManyRequestsException", Reason: "ConcurrentInvocationLimitExceeded" });
  expect(await invoke("own")).toMatchObject({ StatusCode: 200 });
});

test("ends the process that has been idle longest where there may be no more", async () => {
  const { put, client } = await openLambda({ maximumProcesses: 1 });
  for (const name of ["one", "two"]) put(name, "export const handler = async () => process.pid;");
  const invoke = async (FunctionName: string) =>
    Number(Buffer.from((await client.send(new InvokeCommand({ FunctionName }))).Payload ?? []).toString());
  const first = await invoke("one");
  expect(await invoke("two")).not.toBe(first);
  await until(() => !isAlive(first));
});

test("ends a process that there may not be as soon as it has done what nobody else could", async () => {
  const { put, client, lambda, folder } = await openLambda({ maximumProcesses: 1 });
  put(
    "function",
    `import { existsSync } from "node:fs";
     export const handler = async () => {
       while (!existsSync("both run")) await new Promise((r) => setTimeout(r, 10));
       return process.pid;
     };`,
  );
  const invoke = () => client.send(new InvokeCommand({ FunctionName: "function" }));
  const answers = Promise.all([invoke(), invoke()]);
  await until(() => lambda.running === 2);
  writeFileSync(join(folder, "both run"), "");
  const pids = (await answers).map(({ Payload }) => Number(Buffer.from(Payload ?? []).toString()));
  expect(new Set(pids).size).toBe(2);
  await until(() => pids.filter(isAlive).length === 1);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("delivers twice, or not at all, when a test wants it", async () => {
  const { client, put, lambda } = await openLambda({
    onInvoke: ({ stage, payload }) => (stage === "request" ? JSON.parse(Buffer.from(payload).toString()) : undefined),
  });
  put("function", silent);
  const send = (Payload: string) => client.send(new InvokeCommand({ FunctionName: "function", InvocationType: "Event", Payload }));
  await send('{"duplicate":true}');
  await lambda.settled();
  expect(lambda.countsOf("function").invocations).toBe(2);
  await expect(send('{"unavailable":true}')).rejects.toMatchObject({ name: "ServiceException", $metadata: { httpStatusCode: 500 } });
  await expect(send('{"throttle":true}')).rejects.toMatchObject({ name: "TooManyRequestsException" });
});

test("kills a process while it runs, or when all is done but the answer", async () => {
  let kill: number | "when it answers" = "when it answers";
  const { client, put } = await openLambda({ onInvoke: ({ stage }) => (stage === "run" ? { kill } : undefined) });
  put("function", "export const handler = async ({ wait }) => { await new Promise((r) => setTimeout(r, wait)); console.log('done'); };");
  const invoke = async (wait: number) => {
    const input = { FunctionName: "function", LogType: "Tail", Payload: JSON.stringify({ wait }) } as const;
    const { LogResult, Payload } = await client.send(new InvokeCommand(input));
    return { error: JSON.parse(Buffer.from(Payload ?? []).toString()), log: Buffer.from(LogResult ?? "", "base64").toString() };
  };
  const late = await invoke(0);
  expect(late.error).toMatchObject({ errorType: "Runtime.ExitError", errorMessage: expect.stringContaining("signal: killed") });
  kill = 20;
  const early = await invoke(9_000);
  expect(early.error).toMatchObject({ errorType: "Runtime.ExitError" });
  expect(early.log).not.toContain("done");
});

test("runs far more invocations than there may be processes", async () => {
  const { put, lambda } = await openLambda({ maximumProcesses: 2 });
  for (const name of ["a", "b", "c"]) put(name, silent);
  for (let count = 0; count < 300; count++) await lambda.invokeAsync("abc"[count % 3] as string, "{}");
  await lambda.settled();
  const counts = ["a", "b", "c"].map((name) => lambda.countsOf(name));
  expect(counts.map(({ invocations }) => invocations)).toEqual([100, 100, 100]);
  // Warm processes are preferred, yet nobody waits for ever.
  expect(counts.reduce((sum, { coldStarts }) => sum + coldStarts, 0)).toBeLessThan(20);
});

const chain = `import { request } from "node:http";
  export const handler = async ({ left }) => {
    if (left === 0) return;
    const url = new URL("/2015-03-31/functions/" + process.env.AWS_LAMBDA_FUNCTION_NAME + "/invocations", process.env.AWS_ENDPOINT_URL);
    const headers = { "x-amz-invocation-type": "Event", "x-amzn-trace-id": process.env._X_AMZN_TRACE_ID };
    await new Promise((done) => request(url, { method: "POST", headers }, (r) => r.resume().on("end", done)).end(JSON.stringify({ left: left - 1 })));
  };`;

test.each([
  ["Terminate", 16, 1],
  ["Allow", 31, 0],
] as const)("where recursion is to %s, lets a function invoke itself so often", async (recursiveLoop, invocations, records) => {
  const { put, lambda, queues } = await openLambda();
  put("chain", chain, { recursiveLoop, onFailure: dead });
  await lambda.invokeAsync("chain", '{"left":30}');
  await until(() => lambda.countsOf("chain").invocations + lambda.countsOf("chain").givenUp >= invocations + records);
  await lambda.settled();
  expect(lambda.countsOf("chain").invocations).toBe(invocations);
  expect(queues.of(dead).map(({ body }) => JSON.parse(body).requestPayload)).toEqual(records === 1 ? [{ left: 14 }] : []);
});

test("invokes a function for a queue, and leaves there what it could not handle", async () => {
  const { put, lambda, queues } = await openLambda();
  const queue = queueArn("work");
  for (const body of ["good", "bad", "good"]) await queues.send(queue, body);
  put(
    "worker",
    `export const handler = async ({ Records }) => {
       console.log(Records.map((r) => [r.messageId, r.eventSource, r.eventSourceARN].join()).join(" "));
       return { batchItemFailures: Records.filter((r) => r.body === "bad").map((r) => ({ itemIdentifier: r.messageId })) };
     };`,
  );
  lambda.addEventSource({ queueArn: queue, functionName: "worker", batchSize: 10, reportBatchItemFailures: true });
  await until(() => queues.hidden.length === 1 && lambda.running === 0);
  expect(queues.hidden[0]?.body).toBe("bad");

  put("worker", failing);
  await queues.send(queue, "another");
  await until(() => lambda.countsOf("worker").errors === 1);
  expect(queues.hidden).toHaveLength(2);
  lambda.removeEventSource({ queueArn: queue, functionName: "worker" });
});

test("reads a queue as the function's role only", async () => {
  const { put, lambda, queues, log } = await openLambda();
  const queue = queueArn("work");
  await queues.send(queue, "body");
  const statements = [{ Effect: "Allow", Action: "sqs:ReceiveMessage", Resource: queue }] as const;
  put("worker", silent, { principal: { arn: "arn:aws:iam::000000000000:role/r", accessKeyId: "r", secretAccessKey: "s", statements } });
  lambda.addEventSource({ queueArn: queue, functionName: "worker", batchSize: 10, reportBatchItemFailures: false });
  await until(() => log.length > 0);
  expect(log[0]?.text).toContain("lacks sqs:DeleteMessage, sqs:GetQueueAttributes");
  expect(queues.of(queue)).toHaveLength(1);
});
