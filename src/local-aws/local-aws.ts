/** A local AWS: the services that deployed pipelines need, on one loopback port, strict about signatures and permissions. */
import type { Clock } from "../engine/clock.ts";
import { type Counts, makeCounts } from "./counts.ts";
import { makeDynamoDb, type Tables } from "./dynamodb/dynamodb-service.ts";
import { type EventBuses, makeEventBuses } from "./events/event-buses.ts";
import { makeEvents } from "./events/events-service.ts";
import { type Faults, makeFaults } from "./faults.ts";
import { makeFront } from "./front.ts";
import { invokeAsync } from "./lambda/invoke-async.ts";
import { LambdaService } from "./lambda/lambda-service.ts";
import type { OnLog } from "./log-line.ts";
import { type LogGroups, makeLogGroups } from "./logs/log-groups.ts";
import { makeLogs } from "./logs/logs-service.ts";
import type { Principal } from "./policy.ts";
import { makePrincipals, type Principals, root } from "./principals.ts";
import { realClock } from "./real-clock.ts";
import { type Buckets, makeBuckets } from "./s3/buckets.ts";
import { makeS3 } from "./s3/s3-service.ts";
import { makeScheduler } from "./scheduler/scheduler-service.ts";
import { makeSchedules, type Schedules } from "./scheduler/schedules.ts";
import { startServer } from "./server.ts";
import { account, region, type Service } from "./service.ts";
import { type LocalQueues, makeQueues } from "./sqs/local-queues.ts";
import { makeSqs } from "./sqs/sqs-service.ts";
import { makeSts } from "./sts.ts";

export interface LocalAwsOptions {
  /** Drives delays, retries, schedules and what is stored as a time; processes of functions keep the machine's. */
  readonly clock?: Clock;
  /** The time of whoever calls, where the clock is ahead of it. Default: the clock's. */
  readonly callersNow?: () => number;
  /** 0, the default, for any that is free. */
  readonly port?: number;
  readonly onLog?: OnLog;
  /** Further services, or others in place of those there are. */
  readonly services?: readonly Service[];
  /** What the local Lambda takes beyond what it is given here. */
  readonly lambda?: Partial<ConstructorParameters<typeof LambdaService>[0]>;
}

export interface LocalAws {
  /** As `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** May do everything. */
  readonly root: Principal;
  /** With these, every SDK and the CLI find the local AWS, as root. */
  readonly environment: Readonly<Record<string, string>>;
  readonly principals: Principals;
  readonly queues: LocalQueues;
  readonly tables: Tables;
  readonly buckets: Buckets;
  readonly schedules: Schedules;
  readonly events: EventBuses;
  readonly logs: LogGroups;
  readonly lambda: LambdaService;
  readonly faults: Faults;
  readonly counts: Counts;
  /** Adds a service, in place of the one of its name. */
  register(service: Service): void;
  close(): Promise<void>;
}

/** Starts a local AWS that lives as long as this process, with nothing in it. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { clock = realClock, onLog = () => {} } = options;
  const services = new Map<string, Service>();
  const register = (service: Service) => void services.set(service.name, service);
  const [principals, counts, faults] = [makePrincipals(), makeCounts(), makeFaults()];
  const server = await startServer(options.port ?? 0, makeFront({ services, principals, counts, faults, onLog }));
  const { endpoint } = server;

  const logs = makeLogGroups(clock);
  const queues = makeQueues({ clock, faults, endpoint });
  const lambda = new LambdaService({
    clock,
    queues,
    endpoint: () => endpoint,
    ...options.lambda,
    onLog(line) {
      const { functionName, requestId, own, text } = line;
      logs.append(line.logGroup, line.logStream, text);
      onLog({ service: "lambda", message: text, functionName, own, ...(requestId !== undefined && { requestId }) });
      options.lambda?.onLog?.(line);
    },
  });
  const invoke = (functionArn: string, payload: string) => invokeAsync(services.get("lambda") ?? lambda, functionArn, payload);
  const schedules = makeSchedules({ clock, callersNow: options.callersNow, queues, principals, onLog, invoke });
  const events = makeEventBuses(clock, onLog, invoke);
  const buckets = makeBuckets(clock);
  const dynamodb = makeDynamoDb();
  const own = [
    lambda,
    dynamodb.service,
    makeSqs(queues),
    makeS3(buckets),
    makeScheduler(schedules),
    makeSts(),
    makeLogs(logs),
    makeEvents(events),
  ];
  for (const service of [...own, ...(options.services ?? [])]) register(service);

  return {
    ...{ endpoint, account, region, root, principals, queues, schedules, buckets, events, logs, lambda, faults, counts, register },
    tables: dynamodb.tables,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    },
    async close() {
      try {
        await Promise.all([...new Set([...own, ...services.values()])].map((service) => service.close?.()));
      } finally {
        await server.close();
      }
    },
  };
}
