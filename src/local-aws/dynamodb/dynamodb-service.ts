/** DynamoDB: dynalite in this process, behind what it lacks: policies, the item of a failed condition, time to live. */
import type { RequestListener } from "node:http";
import dynalite from "dynalite";
import db from "dynalite/db/index.js";
import { readJson } from "../read-json.ts";
import { type Action, account, region, type Service, type ServiceRequest, type ServiceResponse } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { cacheConditions } from "./cache-conditions.ts";
import { callListener } from "./call-listener.ts";

/** Tables without a request, for provisioning. */
export interface Tables {
  /** Anything that the API can do. @param input as the SDK takes it */
  call(operation: string, input: object): Promise<Record<string, unknown>>;
}

type Input = Record<string, unknown>;

cacheConditions();

/** The failing item is only known while the condition is checked, under the item's lock; asking later would race with the next writer. */
const { checkConditional } = db;
db.checkConditional = (data, existing) => {
  const error = checkConditional(data, existing);
  if (error && existing !== undefined) error.body.Item = existing;
  return error;
};

const operationsOfSettings: Readonly<Record<string, (table: TableSettings, input: Input) => Input>> = {
  UpdateTimeToLive(table, { TimeToLiveSpecification }) {
    table.timeToLive = TimeToLiveSpecification as TableSettings["timeToLive"];
    return { TimeToLiveSpecification };
  },
  DescribeTimeToLive: ({ timeToLive }) => ({
    TimeToLiveDescription: timeToLive?.Enabled
      ? { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive.AttributeName }
      : { TimeToLiveStatus: "DISABLED" },
  }),
  UpdateContinuousBackups(table, { PointInTimeRecoverySpecification }) {
    table.pointInTimeRecovery = (PointInTimeRecoverySpecification as Input).PointInTimeRecoveryEnabled === true;
    return describeBackups(table);
  },
  DescribeContinuousBackups: describeBackups,
};

interface TableSettings {
  timeToLive?: { readonly AttributeName: string; readonly Enabled: boolean } | undefined;
  pointInTimeRecovery?: boolean;
}

function describeBackups({ pointInTimeRecovery }: TableSettings): Input {
  const PointInTimeRecoveryStatus = pointInTimeRecovery ? "ENABLED" : "DISABLED";
  return {
    ContinuousBackupsDescription: { ContinuousBackupsStatus: "ENABLED", PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } },
  };
}

/** Items past their time to live stay: DynamoDB too gives itself days to remove them, and readers must expect them. */
export function makeDynamoDb(): { readonly service: Service; readonly tables: Tables } {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const listener = server.listeners("request")[0] as RequestListener;
  const settings = new Map<string, TableSettings>();

  const forward = (operation: string, body: string | Uint8Array) =>
    callListener(listener, {
      method: "POST",
      url: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        // Signatures have been verified: dynalite wants one, but doesn't look at it.
        authorization: "AWS4-HMAC-SHA256 Credential=-, SignedHeaders=-, Signature=-",
        "x-amz-date": "-",
      },
      body,
    });

  /** dynalite changes a table in a later turn; whoever provisions need not know. */
  const settle = async (TableName: string) => {
    for (;;) {
      const { status, body } = await forward("DescribeTable", JSON.stringify({ TableName }));
      if (status !== 200 || (parse(String(body)).Table as Input).TableStatus === "ACTIVE") return;
      await new Promise(setImmediate);
    }
  };

  const run = async (operation: string, text: string): Promise<ServiceResponse> => {
    const ofSettings = operationsOfSettings[operation];
    if (ofSettings) {
      const input = parse(text);
      const table = tableName(input.TableName);
      const described = await forward("DescribeTable", JSON.stringify({ TableName: table }));
      if (described.status !== 200) return described;
      if (!settings.has(table)) settings.set(table, {});
      return json(ofSettings(settings.get(table) ?? {}, input));
    }
    if (operation === "DeleteTable") settings.delete(tableName(parse(text).TableName));
    const response = await forward(operation, text);
    if (response.status === 200 && /^(Create|Update|Delete)Table$/.test(operation)) await settle(tableName(parse(text).TableName));
    // The item of a failed condition goes to those who ask for it.
    if (response.status !== 400 || parse(text).ReturnValuesOnConditionCheckFailure === "ALL_OLD") return response;
    const { Item: _, ...body } = parse(String(response.body));
    return { status: 400, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(body) };
  };

  return {
    service: {
      name: "dynamodb",
      actionsOf: (request) => actionsOf(operationOf(request), readJson<Input>(request)),
      handle: (request) => run(operationOf(request), request.body.toString()),
      // dynalite's own closing waits for a server that never listened.
      close: async () => {},
    },
    tables: {
      async call(operation, input) {
        const { status, body } = await run(operation, JSON.stringify(input));
        const answer = parse(String(body));
        if (status === 200) return answer;
        throw new ServiceError(String(answer.__type).replace(/^.*#/, ""), String(answer.message ?? answer.Message), status);
      },
    },
  };
}

function operationOf({ headers }: ServiceRequest): string {
  return headers["x-amz-target"]?.split(".")[1] ?? "Unknown";
}

function actionsOf(operation: string, input: Input): readonly Action[] {
  const action = `dynamodb:${operation}`;
  if (operation === "BatchGetItem" || operation === "BatchWriteItem") {
    return Object.keys((input.RequestItems as object | undefined) ?? {}).map((table) => ({ action, resource: tableArn(table) }));
  }
  if (input.TableName === undefined) return [{ action, resource: (input.ResourceArn as string | undefined) ?? "*" }];
  const table = tableArn(tableName(input.TableName));
  return [{ action, resource: input.IndexName === undefined ? table : `${table}/index/${input.IndexName}` }];
}

/** Requests may name a table by its ARN. */
function tableName(nameOrArn: unknown): string {
  return String(nameOrArn).replace(/^arn:[^/]*\//, "");
}

export function tableArn(name: string): string {
  return name.startsWith("arn:") ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

function parse(text: string): Input {
  return JSON.parse(text) as Input;
}

function json(body: object): ServiceResponse {
  return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(body) };
}
