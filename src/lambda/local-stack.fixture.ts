/** A stack's resources on the local AWS, with functions that only note what they are invoked with, and a clock that stands still. */
import type { Clock } from "../engine/clock.ts";
import type { Ports } from "../engine/worker-options.ts";
import { ManualClock } from "../local/manual-clock.ts";
import { type LocalAws, startLocalAws } from "../local-aws/local-aws.ts";
import { makeScheduler } from "../local-aws/scheduler/scheduler-service.ts";
import { makeSchedules } from "../local-aws/scheduler/schedules.ts";
import type { Service } from "../local-aws/service.ts";
import type { StackResources } from "../model/stack-resources.ts";
import { journalTableInput } from "./dynamodb.fixture.ts";
import { openPorts, type PortsOptions } from "./open-ports.ts";
import { systemClock } from "./system-clock.ts";

export interface Invocation {
  /** Without the stack's name. */
  readonly step: string;
  readonly payload: string;
}

export interface LocalStack {
  readonly aws: LocalAws;
  readonly clock: ManualClock;
  readonly resources: StackResources;
  /** What functions were invoked with and nobody took out, oldest first. */
  readonly invocations: Invocation[];
  open(options?: Partial<PortsOptions>): Ports;
}

const functions = "arn:aws:lambda:us-east-1:000000000000:function:cafe-";

/** A local AWS with one stack in it. Each call of `open` gives ports with connections and a memory of their own. */
export async function startLocalStack(): Promise<LocalStack> {
  const clock = new ManualClock();
  clock.advance(1_764_000_000_000);
  const aws = await startLocalAws({ clock });
  const invocations: Invocation[] = [];
  aws.register(makeNotingLambda((step, payload) => void invocations.push({ step, payload })));
  const schedules = makeSchedules({
    ...{ clock, queues: aws.queues, principals: aws.principals, onLog: () => {} },
    invoke: async (arn, payload) => void invocations.push({ step: arn.slice(functions.length), payload }),
  });
  schedules.createGroup("cafe-delays");
  aws.register(makeScheduler(schedules));
  await aws.tables.call("CreateTable", journalTableInput("cafe-journal"));
  aws.buckets.create("cafe-blobs");
  const [delays, dead] = [
    await aws.queues.create("cafe-delays", { visibilityTimeoutSeconds: 30 }),
    await aws.queues.create("cafe-dead", { visibilityTimeoutSeconds: 30 }),
  ];
  const resources: StackResources = {
    functions,
    journal: "cafe-journal",
    blobs: "cafe-blobs",
    delays: delays.url,
    schedules: "cafe-delays",
    schedulerRole: aws.root.arn,
    deadLetters: dead.arn,
    retentionDays: 30,
  };
  const { root: credentials, environment } = aws;
  // Time stands still, but a request that failed is to be sent again.
  const hurried: Clock = { now: () => clock.now(), schedule: (_, task) => systemClock.schedule(0, task) };
  const open = (options = {}) => openPorts({ resources, clock: hurried, environment, credentials: () => credentials, ...options });
  return { aws, clock, resources, invocations, open };
}

function makeNotingLambda(note: (step: string, payload: string) => void): Service {
  const nameOf = (path: string) => decodeURIComponent(path.split("/")[3] ?? "");
  return {
    name: "lambda",
    actionsOf: ({ path }) => [{ action: "lambda:InvokeFunction", resource: functions.replace("cafe-", nameOf(path)) }],
    async handle({ path, headers, body }) {
      if (headers["x-amz-invocation-type"] !== "Event") return { status: 400, body: '{"message":"only asynchronously here"}' };
      note(nameOf(path).slice("cafe-".length), body.toString());
      return { status: 202 };
    },
  };
}
