/** Synchronous invocations, through an unmodified client of the AWS SDK, of functions in processes of their own. */
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  InvokeCommand,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { openLambda, until } from "./lambda.fixture.ts";

const text = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();

test("runs a handler with its event, its context and Lambda's environment, and in the same process again", async () => {
  const { client, put, lambda } = await openLambda();
  put(
    "echo",
    `let count = 0;
     export const handler = async (event, context) => ({ event, count: ++count, pid: process.pid, name: context.functionName,
       arn: context.invokedFunctionArn, id: context.awsRequestId, left: context.getRemainingTimeInMillis(), env: process.env });`,
    { environment: { MY_OWN: "1" }, timeoutSeconds: 700 },
  );
  const first = await client.send(new InvokeCommand({ FunctionName: "echo", Payload: '{"a":1}' }));
  expect(first).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
  expect(first.FunctionError).toBeUndefined();
  const one = JSON.parse(text(first.Payload));
  expect(one).toMatchObject({ event: { a: 1 }, count: 1, name: "echo", arn: "arn:aws:lambda:us-east-1:000000000000:function:echo" });
  expect(one.id).toBe(first.$metadata.requestId);
  expect(one.left).toBeGreaterThan(600_000);
  expect(one.left).toBeLessThanOrEqual(700_000);
  expect(one.env).toMatchObject({
    MY_OWN: "1",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "echo",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-.*;Parent=.*;Sampled=0;Lineage=[0-9a-f]{8}:1$/),
  });
  expect(one.env.HOME).toBeUndefined();
  const again = await client.send(new InvokeCommand({ FunctionName: one.arn }));
  expect(JSON.parse(text(again.Payload))).toMatchObject({ event: {}, count: 2, pid: one.pid });
  expect(lambda.countsOf("echo")).toMatchObject({ invocations: 2, coldStarts: 1, errors: 0 });
});

test("runs invocations at once in as many processes", async () => {
  const { client, put, lambda } = await openLambda();
  put("slow", "export const handler = async () => { await new Promise((r) => setTimeout(r, 400)); return process.pid; };");
  const answers = await Promise.all([1, 2, 3].map(() => client.send(new InvokeCommand({ FunctionName: "slow" }))));
  expect(new Set(answers.map(({ Payload }) => text(Payload))).size).toBe(3);
  expect(lambda.countsOf("slow").coldStarts).toBe(3);
});

test("gives the end of the log, with what Lambda writes around it", async () => {
  const { client, put, log } = await openLambda();
  put("chatty", `export const handler = async () => { console.log("one\\ntwo"); process.stdout.write("no end"); };`);
  const { LogResult, Payload } = await client.send(new InvokeCommand({ FunctionName: "chatty", LogType: "Tail" }));
  expect(text(Payload)).toBe("null");
  const tail = Buffer.from(LogResult ?? "", "base64").toString();
  expect(tail).toMatch(/^START RequestId: \S+ Version: \$LATEST\none\ntwo\n/);
  expect(tail).toMatch(
    /REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\t/,
  );
  expect(log.filter(({ own }) => own).map((line) => line.text)).toEqual(["one", "two"]);
  expect(log[0]).toMatchObject({ functionName: "chatty", logGroup: "/aws/lambda/chatty", requestId: expect.any(String) });
});

test("writes what is given to console as objects where the log format is JSON, and everything else as it is", async () => {
  const { client, put, log } = await openLambda();
  put(
    "chatty",
    `console.debug("starting");
     const circle = {}; circle.self = circle;
     export const handler = async () => {
       console.log("one\\ntwo"); console.log("%d beans", 3, { a: 1 }); console.info({ b: [1] });
       console.error(new TypeError("no")); console.warn("it failed:", new TypeError("no")); console.log(circle); console.log();
       process.stdout.write("plain\\n");
     };`,
    { logFormat: "JSON" },
  );
  const { $metadata } = await client.send(new InvokeCommand({ FunctionName: "chatty" }));
  await until(() => log.some(({ text }) => text === "plain"));
  const lines = log.filter(({ own, text }) => own && text !== "plain").map(({ text }) => JSON.parse(text));
  const { requestId } = $metadata;
  const error = { errorType: "TypeError", errorMessage: "no", stackTrace: expect.arrayContaining(["TypeError: no"]) };
  expect(lines).toMatchObject([
    { level: "DEBUG", message: "starting", timestamp: expect.stringMatching(/^\d{4}-.*Z$/) },
    { level: "INFO", message: "one\ntwo", requestId },
    { level: "INFO", message: "3 beans { a: 1 }", requestId },
    { level: "INFO", message: { b: [1] }, requestId },
    { level: "ERROR", message: error, requestId },
    { level: "WARN", message: expect.stringMatching(/^it failed: TypeError: no\n/), ...error },
    { level: "INFO", message: expect.stringContaining("[Circular *1]") },
    { level: "INFO", requestId },
  ]);
});

const failing: readonly [string, string, object, object?][] = [
  ["an error", `export const handler = async () => { throw new TypeError("no"); };`, { errorType: "TypeError", errorMessage: "no" }],
  ["a value that is no error", `export const handler = async () => { throw "no"; };`, { errorType: "string", errorMessage: "no" }],
  ["an import that fails", `import "./missing.mjs";`, { errorType: "Runtime.UserCodeError" }],
  ["no handler", "export const other = 1;", { errorType: "Runtime.HandlerNotFound" }],
  ["a handler with a callback", "export const handler = (a, b, c) => c();", { errorType: "Runtime.CallbackHandlerDeprecated" }],
  [
    "an exit",
    "export const handler = async () => process.exit(3);",
    {
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/),
    },
  ],
  [
    "a promise that nobody handles",
    "export const handler = async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 5000)); };",
    { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "lost" },
  ],
  [
    "its timeout",
    "export const handler = () => { for (;;); };",
    { errorType: "Sandbox.Timedout", errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/) },
    { timeoutSeconds: 1 },
  ],
  [
    "too much memory outside the heap",
    // Twice what it may take, and no more: whoever watches may be held up, and others need the machine's memory, too.
    `export const handler = async () => {
       const all = [];
       for (let i = 0; i < 32; i++) { all.push(Buffer.alloc(1e7, 1)); await null; }
       await new Promise((r) => setTimeout(r, 9000));
       return all.length;
     };`,
    { errorType: "Runtime.ExitError", errorMessage: expect.stringMatching(/signal: killed$/) },
    { memoryMegabytes: 160 },
  ],
  ["too large a response", `export const handler = async () => "x".repeat(7e6);`, { errorType: "Function.ResponseSizeTooLarge" }],
];

test.each(failing)("tells a function that fails by %s, and runs it again after", async (_name, source, error, changes) => {
  const { client, put, log } = await openLambda();
  put("failing", source, changes);
  for (let count = 0; count < 2; count++) {
    const answer = await client.send(new InvokeCommand({ FunctionName: "failing" }));
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled" });
    expect(JSON.parse(text(answer.Payload))).toMatchObject(error);
  }
  expect(log.filter((line) => line.text.startsWith("REPORT"))).toHaveLength(2);
});

test("refuses what Lambda refuses", async () => {
  const { client, put } = await openLambda();
  put("echo", "export const handler = async (event) => event;");
  put("none", "export const handler = async (event) => event;", { reservedConcurrency: 0 });
  const invoke = (more: object) => client.send(new InvokeCommand({ FunctionName: "echo", ...more }));
  await expect(invoke({ FunctionName: "nobody" })).rejects.toMatchObject({ name: "ResourceNotFoundException", Type: "User" });
  await expect(invoke({ Qualifier: "7" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(invoke({ Payload: "{" })).rejects.toMatchObject({ name: "InvalidRequestContentException" });
  await expect(invoke({ Payload: JSON.stringify("x".repeat(6_291_560)) })).rejects.toMatchObject({ name: "RequestTooLargeException" });
  await expect(invoke({ Payload: JSON.stringify("x".repeat(1_048_576)), InvocationType: "Event" })).rejects.toMatchObject({
    name: "RequestTooLargeException",
    $metadata: { httpStatusCode: 413 },
  });
  await expect(invoke({ FunctionName: "none" })).rejects.toMatchObject({
    name: "TooManyRequestsException",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });
  expect(await invoke({ InvocationType: "DryRun" })).toMatchObject({ StatusCode: 204 });
});

test("takes what is just small enough", async () => {
  const { client, put } = await openLambda();
  put("measure", "export const handler = async (event) => event.length;");
  const Payload = JSON.stringify("x".repeat(6_000_000));
  expect(text((await client.send(new InvokeCommand({ FunctionName: "measure", Payload }))).Payload)).toBe("6000000");
});

test("describes functions", async () => {
  const { client, put, endpoint } = await openLambda();
  put("one", "export const handler = 1;", { url: "iam" });
  expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName: "one" }))).toMatchObject({ MemorySize: 256, Timeout: 10 });
  expect((await client.send(new GetFunctionCommand({ FunctionName: "one" }))).Configuration?.FunctionName).toBe("one");
  expect((await client.send(new ListFunctionsCommand())).Functions).toHaveLength(1);
  expect(await client.send(new GetFunctionUrlConfigCommand({ FunctionName: "one" }))).toMatchObject({
    FunctionUrl: `${endpoint}/function-url/one/`,
    AuthType: "AWS_IAM",
  });
});

test("changes a function without a gap: what runs ends with the code that it began with", async () => {
  const { client, put, lambda } = await openLambda();
  const versioned = (version: number) =>
    `export const handler = async () => { await new Promise((r) => setTimeout(r, 300)); return ${version}; };`;
  put("changing", versioned(1));
  const old = client.send(new InvokeCommand({ FunctionName: "changing" }));
  await until(() => lambda.running === 1);
  put("changing", versioned(2));
  const fresh = client.send(new InvokeCommand({ FunctionName: "changing" }));
  expect(text((await old).Payload)).toBe("1");
  expect(text((await fresh).Payload)).toBe("2");
});

test("leaves no process behind", async () => {
  const { client, put, lambda } = await openLambda();
  put("pid", "export const handler = async () => process.pid;");
  put("stuck", "export const handler = () => { for (;;); };");
  const pid = Number(text((await client.send(new InvokeCommand({ FunctionName: "pid" }))).Payload));
  const stuck = client.send(new InvokeCommand({ FunctionName: "stuck" }));
  await until(() => lambda.running === 1);
  expect(process.kill(pid, 0)).toBe(true);
  await lambda.close();
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect((await stuck).FunctionError).toBe("Unhandled");
  const late = await client.send(new InvokeCommand({ FunctionName: "pid" }));
  expect(JSON.parse(text(late.Payload))).toMatchObject({ errorMessage: "The local Lambda was closed." });
});

test("a function's URL gives each cookie a header of its own, and refuses what HTTP can't carry", async () => {
  const { put, endpoint } = await openLambda();
  const answers = {
    cookies: { statusCode: 200, cookies: ["a=1; Path=/", "b=2"], body: "" },
    status: { statusCode: 99, body: "" },
    header: { statusCode: 200, headers: { "x-own": "two\nlines" } },
    text: { statusCode: "ok" },
  };
  put("web", `export const handler = async ({ rawPath }) => (${JSON.stringify(answers)})[rawPath.slice(1)];`, { url: "none" });
  const ask = (name: string) => fetch(`${endpoint}/function-url/web/${name}`);
  expect((await ask("cookies")).headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  for (const name of ["status", "header", "text"]) expect((await ask(name)).status).toBe(502);
});

test("serves a function's URL as payload version 2.0", async () => {
  const { put, endpoint } = await openLambda();
  put(
    "web",
    `export const handler = async (event) => event.rawPath === "/json" ? { got: event.body, method: event.requestContext.http.method, q: event.queryStringParameters }
       : { statusCode: 202, headers: { "X-Own": "1" }, body: "taken" };`,
    { url: "none" },
  );
  put("hidden", "export const handler = async () => 1;");
  const json = await fetch(`${endpoint}/function-url/web/json?a=1&a=2`, {
    method: "POST",
    body: '{"x":1}',
    headers: { "content-type": "application/json" },
  });
  expect(await json.json()).toEqual({ got: '{"x":1}', method: "POST", q: { a: "1,2" } });
  const own = await fetch(`${endpoint}/function-url/web/`);
  expect([own.status, own.headers.get("x-own"), await own.text()]).toEqual([202, "1", "taken"]);
  expect((await fetch(`${endpoint}/function-url/hidden/`)).status).toBe(404);
});
