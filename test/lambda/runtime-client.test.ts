/** A bundle runs under AWS's own runtime client as it does on Lambda, where that client is at hand. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RuntimeApi } from "../../src/local-aws/lambda/runtime-api.ts";
import { type LocalAws, startLocalAws } from "../../src/local-aws/local-aws.ts";
import type { Service, ServiceRequest } from "../../src/local-aws/service.ts";
import { journalTable } from "../../src/model/journal-table.ts";
import { resourceNames } from "../../src/model/stack-resources.ts";
import { bundleStep } from "./bundle-step.ts";
import { advice, findRuntimeClient } from "./find-runtime-client.ts";

const command = findRuntimeClient();
// Printed rather than kept quiet: what is not tested here must be seen.
if (!command) console.info(advice);

/** What a runtime told of an invocation. */
type Answer = { readonly responded: unknown } | { readonly failed: { readonly errorType: string; readonly errorMessage: string } };

const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
const functions = "arn:aws:lambda:us-east-1:000000000000:function:cafe-";

describe.runIf(command)("under AWS's own runtime client", () => {
  let aws: LocalAws;
  let api: RuntimeApi;
  let runtime: ChildProcess;
  let died: Promise<never>;
  let waiting = defer<void>();
  let answered = defer<Answer>();
  const invoked: ServiceRequest[] = [];
  const lines: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "orchwits-bundle-"));

  /** Takes what the function sends, as Lambda would. */
  const lambda: Service = {
    name: "lambda",
    actionsOf: () => [],
    async handle(request) {
      invoked.push(request);
      return { status: 202 };
    },
  };

  beforeAll(async () => {
    const flow = {
      pipeline: "Cafe",
      graph: "g",
      reads: ["choice"],
      live: { coffee: ["beans"], tea: [] },
      required: [],
      failureHandler: false,
    };
    await bundleStep({ file: "examples/cafe/pipeline.ts", className: "Cafe", step: "start", flow }, folder);
    aws = await startLocalAws({ services: [lambda] });
    await makeTable(aws);
    const settle = (answer: Answer) => answered.resolve(answer);
    api = new RuntimeApi({
      ready: () => waiting.resolve(),
      responded: (_, payload) => settle({ responded: JSON.parse(payload.toString()) }),
      failed: (_, error) => settle({ failed: JSON.parse(error.toString()) }),
      initFailed: (error) => settle({ failed: JSON.parse(error.toString()) }),
    });
    runtime = spawn(command as string, {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        AWS_LAMBDA_RUNTIME_API: await api.open(),
        AWS_LAMBDA_FUNCTION_NAME: "cafe-start",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/cafe-start",
        AWS_LAMBDA_LOG_STREAM_NAME: "stream",
        _HANDLER: "index.handler",
        LAMBDA_TASK_ROOT: folder,
        ...aws.environment,
        [resourceNames.functions.variable]: functions,
        [resourceNames.journal.variable]: "journal",
        [resourceNames.blobs.variable]: "blobs",
        [resourceNames.retentionDays.variable]: "90",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    died = new Promise((_, reject) => runtime.once("exit", (code) => reject(new Error(`The runtime client ended with ${code}.`))));
    died.catch(() => {});
    runtime.stdout?.on("data", (text: Buffer) => lines.push(...text.toString().split("\n").filter(Boolean)));
  });

  afterAll(async () => {
    runtime?.kill("SIGKILL");
    api?.close();
    await aws?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function invoke(requestId: string, event: unknown): Promise<Answer> {
    await Promise.race([waiting.promise, died]);
    waiting = defer();
    answered = defer();
    const payload = Buffer.from(JSON.stringify(event));
    api.give({ requestId, payload, functionArn: `${functions}start`, deadline: Date.now() + 35_000, traceHeader: trace });
    return Promise.race([answered.promise, died]);
  }

  const ownLines = () => lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));

  test("an event from outside begins an execution, and its function invokes itself", async () => {
    expect(await invoke("r-1", { choice: "c" })).toEqual({ responded: { execution: "r-1", pipeline: "Cafe", began: true } });
    const [request] = invoked;
    expect(request?.path).toBe("/2015-03-31/functions/cafe-start/invocations");
    expect(request?.headers).toMatchObject({ "x-amz-invocation-type": "Event", "x-amzn-trace-id": trace });
    expect(JSON.parse(String(request?.body))).toMatchObject({
      $orchwits: { execution: "r-1", step: "start", hop: 0, state: { choice: "c" } },
    });
  });

  test("a message runs the step, and the next function is invoked", async () => {
    const answer = await invoke("r-2", JSON.parse(String(invoked[0]?.body)));
    expect(answer).toEqual({ responded: { execution: "r-1", became: "moved", next: "coffee" } });
    expect(invoked[1]?.path).toBe("/2015-03-31/functions/cafe-coffee/invocations");
    expect(JSON.parse(String(invoked[1]?.body))).toMatchObject({ $orchwits: { step: "coffee", hop: 1, state: { beans: 12 } } });
    expect(ownLines().at(-1)).toMatchObject({
      message: "moved to 'coffee'",
      requestId: "r-2",
      execution: "r-1",
      step: "start",
      stack: "cafe",
    });
  });

  test("an error reaches Lambda with its name, and the function lives on", async () => {
    const answer = await invoke("r-3", { $orchwits: { execution: 7 } });
    expect(answer).toMatchObject({
      failed: { errorType: "InvalidMessage", errorMessage: expect.stringContaining("its 'execution' is not a text") },
    });
    expect(await invoke("r-4", { $id: "mine" })).toEqual({ responded: { execution: "mine", pipeline: "Cafe", began: true } });
  });
});

function defer<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

async function makeTable({ tables }: LocalAws): Promise<void> {
  const { partition, sort, index } = journalTable;
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  await tables.call("CreateTable", {
    TableName: "journal",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [partition, sort, index.partition, index.sort].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: key(partition, sort),
    GlobalSecondaryIndexes: [
      { IndexName: index.name, KeySchema: key(index.partition, index.sort), Projection: { ProjectionType: index.projection } },
    ],
  });
}
