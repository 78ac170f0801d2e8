/** CloudWatch Logs' API, as far as people read logs with it. */
import { readJson } from "../read-json.ts";
import { account, region, type Service, type ServiceRequest } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { matchesFilter } from "./filter-pattern.ts";
import type { LogEvent, LogGroup, LogGroups } from "./log-groups.ts";

interface Input {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logStreamName?: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly filterPattern?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly nextToken?: string;
  readonly startFromHead?: boolean;
  readonly retentionInDays?: number;
}

type Operation = (groups: LogGroups, input: Input) => object;

const operations: Readonly<Record<string, Operation>> = {
  CreateLogGroup(groups, { logGroupName = "" }) {
    if (groups.find(logGroupName)) throw new ServiceError("ResourceAlreadyExistsException", "The specified log group already exists");
    groups.create(logGroupName);
    return {};
  },
  DeleteLogGroup(groups, input) {
    groups.delete(find(groups, input).name);
    return {};
  },
  PutRetentionPolicy(groups, input) {
    groups.create(find(groups, input).name, input.retentionInDays);
    return {};
  },
  DescribeLogGroups(groups, { logGroupNamePrefix = "", logGroupNamePattern = "" }) {
    const found = groups.all().filter(({ name }) => name.startsWith(logGroupNamePrefix) && name.includes(logGroupNamePattern));
    return {
      logGroups: found.map(({ name, createdAt, retentionDays }) => ({
        logGroupName: name,
        creationTime: Math.floor(createdAt),
        retentionInDays: retentionDays,
        arn: `${groupArn(name)}:*`,
        logGroupArn: groupArn(name),
        storedBytes: 0,
      })),
    };
  },
  DescribeLogStreams(groups, input) {
    const streams = new Set(find(groups, input).events.map(({ stream }) => stream));
    const found = [...streams].filter((name) => name.startsWith(input.logStreamNamePrefix ?? ""));
    return { logStreams: found.map((logStreamName) => ({ logStreamName })) };
  },
  FilterLogEvents(groups, input) {
    const {
      startTime,
      endTime = Number.POSITIVE_INFINITY,
      logStreamNames,
      logStreamNamePrefix = "",
      filterPattern = "",
      limit = 10_000,
    } = input;
    const after = Number(input.nextToken ?? 0);
    // What happened at its very end is in it, unlike with GetLogEvents (CloudWatch Logs API, `FilterLogEvents`).
    const found = inTime(find(groups, input), startTime, endTime + 1)
      .filter(({ id, stream }) => id > after && (logStreamNames?.includes(stream) ?? stream.startsWith(logStreamNamePrefix)))
      .filter(({ message }) => matchesFilter(filterPattern, message));
    const page = found.slice(0, limit);
    const events = page.map((event) => ({ ...describe(event), eventId: String(event.id), logStreamName: event.stream }));
    return { events, searchedLogStreams: [], ...(found.length > page.length && { nextToken: String(page.at(-1)?.id) }) };
  },
  GetLogEvents(groups, input) {
    const { limit = 10_000, startFromHead = false, nextToken } = input;
    const all = inTime(find(groups, input), input.startTime, input.endTime).filter(({ stream }) => stream === input.logStreamName);
    const after = nextToken?.startsWith("f/") ? Number(nextToken.slice(2)) : 0;
    const rest = all.filter(({ id }) => id > after);
    const events = startFromHead || after > 0 ? rest.slice(0, limit) : rest.slice(-limit);
    // The end is where the token doesn't change any more.
    return {
      events: events.map(describe),
      nextForwardToken: `f/${events.at(-1)?.id ?? after}`,
      nextBackwardToken: `b/${events[0]?.id ?? after}`,
    };
  },
};

export function makeLogs(groups: LogGroups): Service {
  return {
    name: "logs",
    actionsOf(request) {
      const { logGroupName, logGroupIdentifier } = readJson<Input>(request);
      return [{ action: `logs:${operationOf(request)}`, resource: `${groupArn(nameOf(logGroupName ?? logGroupIdentifier ?? ""))}:*` }];
    },
    async handle(request) {
      const name = operationOf(request);
      const operation = operations[name];
      if (!operation) throw new ServiceError("UnknownOperationException", `The local AWS's CloudWatch Logs has no ${name}.`);
      const body = JSON.stringify(operation(groups, readJson<Input>(request)));
      return { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body };
    },
  };
}

function operationOf({ headers }: ServiceRequest): string {
  return headers["x-amz-target"]?.split(".")[1] ?? "Unknown";
}

function groupArn(name: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

/** An identifier may be an ARN. */
function nameOf(identifier: string): string {
  return identifier.replace(/^arn:.*:log-group:/, "").replace(/:\*$/, "");
}

function find(groups: LogGroups, { logGroupName, logGroupIdentifier }: Input): LogGroup {
  const group = groups.find(nameOf(logGroupName ?? logGroupIdentifier ?? ""));
  if (group) return group;
  throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
}

/** @param before the first moment that is too late */
function inTime({ events }: LogGroup, from = 0, before = Number.POSITIVE_INFINITY): LogEvent[] {
  return events.filter(({ at }) => at >= from && at < before);
}

function describe({ at, message }: LogEvent): { readonly timestamp: number; readonly ingestionTime: number; readonly message: string } {
  return { timestamp: at, ingestionTime: at, message };
}
