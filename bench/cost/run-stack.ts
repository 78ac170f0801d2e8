/** Runs executions of a pipeline through its real handlers, against the local AWS, and counts what AWS would bill. */

import { allAbilities } from "../../src/engine/abilities.ts";
import type { PipelineClass } from "../../src/engine/collect-steps.ts";
import { makeFlowTable } from "../../src/engine/flow-table.ts";
import { journalTableInput } from "../../src/lambda/dynamodb.fixture.ts";
import { openPorts } from "../../src/lambda/open-ports.ts";
import { handleEntry, handleFailure, handleStep, type LambdaHandler } from "../../src/lambda.ts";
import { startLocalAws } from "../../src/local-aws/local-aws.ts";
import type { Service } from "../../src/local-aws/service.ts";
import type { BundleFlow } from "../../src/model/bundle-flow.ts";
import type { Graph } from "../../src/model/graph.ts";
import { readGraph } from "../../src/toolkit.ts";
import { type Metered, makeMeteredDynamoDb } from "./metered-dynamodb.ts";

export interface Subject {
  readonly file: string;
  readonly pipeline: PipelineClass;
  readonly input: (execution: number) => object;
}

/** What so many executions came to. */
export interface Usage {
  readonly executions: number;
  /** Invocations that ran a step. */
  readonly steps: number;
  /** All invocations of functions. */
  readonly invocations: number;
  readonly requests: readonly Metered[];
  readonly puts: number;
  readonly gets: number;
  /** Of all blobs that are there in the end. */
  readonly blobBytes: number;
  /** Messages sent to the delay queue. */
  readonly delays: number;
  readonly largestMessage: number;
  /** Bytes of our own lines, and how many there are. */
  readonly logBytes: number;
  readonly logLines: number;
}

const prefix = "arn:aws:lambda:us-east-1:000000000000:function:cafe-";

export async function runStack({ file, pipeline, input }: Subject, executions: number): Promise<Usage> {
  const graph = readGraph(file, pipeline.name);
  const dynamodb = makeMeteredDynamoDb();
  const waiting: { readonly name: string; readonly event: unknown; readonly bytes: number }[] = [];
  const aws = await startLocalAws({ services: [dynamodb.service, makeLambda((name, body) => waiting.push({ name, ...read(body) }))] });
  try {
    await dynamodb.createTable(journalTableInput("cafe-journal"));
    const bucket = aws.buckets.create("cafe-blobs");
    const delays = await aws.queues.create("cafe-delays", { visibilityTimeoutSeconds: 30 });
    const resources = { functions: prefix, journal: "cafe-journal", blobs: "cafe-blobs", delays: delays.url, retentionDays: 90 };
    const ports = openPorts({ resources, environment: aws.environment, credentials: () => aws.root });
    const lines: string[] = [];
    const home = { ...ports, ...allAbilities(ports), stack: "cafe", writeLine: (line: string) => void lines.push(line) };
    const functions = makeHandlers(graph, pipeline, () => home);

    let [steps, invocations, largestMessage, serial] = [0, 0, 0, 0];
    const invoke = async (name: string, event: unknown) => {
      invocations++;
      const awsRequestId = `01a20eb8-87a0-7313-8267-${String(++serial).padStart(12, "0")}`;
      await functions(name)(event, { awsRequestId, getRemainingTimeInMillis: () => 30_000 });
    };
    for (let one = 0; one < executions; one++) await invoke("start", input(one));
    for (;;) {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        steps++;
        largestMessage = Math.max(largestMessage, next.bytes);
        await invoke(next.name, next.event);
      }
      if (aws.queues.size(delays.arn) === 0) break;
      for (const { receiptHandle, body } of await aws.queues.receive(delays.url, 10)) {
        waiting.push({ name: JSON.parse(body).$orchwits.step, ...read(body) });
        await aws.queues.remove(delays.url, receiptHandle);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const requests = [...dynamodb.requests];
    for (const { status, error } of await ports.journal.list({})) {
      if (status !== "completed") throw new Error(`An execution of ${pipeline.name} is ${status}: ${error?.message}`);
    }
    return {
      ...{ executions, steps, invocations, largestMessage },
      requests,
      puts: aws.counts.of({ service: "s3", operation: "PutObject" }),
      gets: aws.counts.of({ service: "s3", operation: "GetObject" }),
      blobBytes: [...bucket.objects.values()].reduce((sum, { body }) => sum + body.length, 0),
      delays: aws.counts.of({ service: "sqs", operation: "SendMessage" }),
      logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
      logLines: lines.length,
    };
  } finally {
    await aws.close();
  }
}

function read(body: string) {
  return { event: JSON.parse(body) as unknown, bytes: Buffer.byteLength(body) };
}

/** The functions as their bundles make them. */
function makeHandlers(graph: Graph, pipeline: PipelineClass, open: Parameters<typeof handleEntry>[2]): (name: string) => LambdaHandler {
  const table = makeFlowTable(graph);
  const asList = (keys: ReadonlySet<string> | "all") => (keys === "all" ? keys : [...keys]);
  const made = new Map<string, LambdaHandler>();
  const make = (name: string): LambdaHandler => {
    const flow: BundleFlow = {
      pipeline: graph.pipeline,
      graph: table.graph,
      reads: asList(table.reads.get(name) ?? "all"),
      live: Object.fromEntries([...table.live].map(([step, keys]) => [step, asList(keys)])),
      failureHandler: graph.failureHandler !== undefined,
    };
    if (name === "onFailure") return handleFailure(pipeline, flow, open);
    return name === "start" ? handleEntry(pipeline, flow, open) : handleStep(pipeline, name, flow, open);
  };
  return (name) => {
    const handler = made.get(name) ?? make(name);
    made.set(name, handler);
    return handler;
  };
}

/** Lambda, as far as messages go: what is invoked runs when its turn comes. */
function makeLambda(note: (name: string, body: string) => void): Service {
  const nameOf = (path: string) => decodeURIComponent(path.split("/")[3] ?? "");
  return {
    name: "lambda",
    actionsOf: ({ path }) => [{ action: "lambda:InvokeFunction", resource: prefix.replace("cafe-", nameOf(path)) }],
    async handle({ path, body }) {
      note(nameOf(path).slice("cafe-".length), body.toString());
      return { status: 202 };
    },
  };
}
