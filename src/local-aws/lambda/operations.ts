/** Lambda's API over HTTP: which operation a request asks for, and the parts of an invocation. */
import type { ServiceRequest, ServiceResponse } from "../service.ts";
import type { CallResult } from "./call.ts";
import { readFunctionName } from "./function-arn.ts";
import { lambdaError } from "./lambda-error.ts";

/** Of a synchronous and an asynchronous invocation, in bytes (Lambda quotas, "Invocation payload"). */
const longestPayload = { RequestResponse: 6_291_556, Event: 1_048_576, DryRun: 6_291_556 } as const;
const tailBytes = 4096;

export interface Operation {
  readonly kind: "invoke" | "get" | "configuration" | "url" | "recursion" | "list";
  /** Of the function; empty where there is none. */
  readonly name: string;
  /** As IAM names it. */
  readonly action: string;
}

const routes: readonly { readonly method: string; readonly path: RegExp; readonly kind: Operation["kind"]; readonly action: string }[] = [
  { method: "POST", path: /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/, kind: "invoke", action: "lambda:InvokeFunction" },
  {
    method: "GET",
    path: /^\/2015-03-31\/functions\/([^/]+)\/configuration\/?$/,
    kind: "configuration",
    action: "lambda:GetFunctionConfiguration",
  },
  { method: "GET", path: /^\/2015-03-31\/functions\/([^/]+)\/?$/, kind: "get", action: "lambda:GetFunction" },
  { method: "GET", path: /^\/2021-10-31\/functions\/([^/]+)\/url\/?$/, kind: "url", action: "lambda:GetFunctionUrlConfig" },
  {
    method: "GET",
    path: /^\/2024-08-31\/functions\/([^/]+)\/recursion-config\/?$/,
    kind: "recursion",
    action: "lambda:GetFunctionRecursionConfig",
  },
  { method: "GET", path: /^\/2015-03-31\/functions\/?$/, kind: "list", action: "lambda:ListFunctions" },
];

/** @throws {ServiceError} for a version that there is not */
export function readOperation({ method, path, query }: ServiceRequest): Operation | undefined {
  for (const { method: wanted, path: pattern, kind, action } of routes) {
    const match = method === wanted ? pattern.exec(path) : null;
    if (!match) continue;
    const { name, qualifier = query.get("Qualifier") ?? "$LATEST" } = readFunctionName(match[1] ?? "");
    if (qualifier !== "$LATEST") throw lambdaError("ResourceNotFoundException", `Function not found: ${name}:${qualifier}`);
    return { kind, name, action };
  }
  return undefined;
}

export interface Invoke {
  readonly type: keyof typeof longestPayload;
  readonly payload: Uint8Array;
  readonly clientContext: string | undefined;
  /** Whether the caller wants the end of the log. */
  readonly tail: boolean;
}

/** @throws {ServiceError} for what Lambda refuses before it looks at the function's concurrency */
export function readInvoke({ headers, body }: ServiceRequest): Invoke {
  const type = (headers["x-amz-invocation-type"] ?? "RequestResponse") as Invoke["type"];
  const longest = longestPayload[type];
  if (longest === undefined) throw lambdaError("InvalidParameterValueException", `'${type}' is no invocation type.`);
  if (body.length > longest) {
    const message = `${body.length} byte payload is too large for the ${type} invocation type (limit ${longest} bytes)`;
    throw lambdaError("RequestTooLargeException", message);
  }
  const payload = body.length === 0 ? Buffer.from("{}") : body;
  try {
    JSON.parse(payload.toString());
  } catch (error) {
    throw lambdaError("InvalidRequestContentException", `Could not parse request body into json: ${(error as Error).message}`);
  }
  return { type, payload, clientContext: headers["x-amz-client-context"], tail: headers["x-amz-log-type"] === "Tail" };
}

export function invokeResponse(requestId: string, { payload, failed, log }: CallResult, tail: boolean): ServiceResponse {
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      "x-amzn-requestid": requestId,
      "x-amz-executed-version": "$LATEST",
      ...(failed && { "x-amz-function-error": "Unhandled" }),
      ...(tail && { "x-amz-log-result": Buffer.from(log).subarray(-tailBytes).toString("base64") }),
    },
    body: payload,
  };
}
