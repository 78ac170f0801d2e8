/** Function URLs: an HTTP request becomes an event of payload version 2.0, and what the function returns an answer. */
import { randomUUID } from "node:crypto";
import { validateHeaderName, validateHeaderValue } from "node:http";
import { account, type ServiceRequest, type ServiceResponse } from "../service.ts";

/** Where the URLs of functions lie: `/function-url/<name>/…`. */
const prefix = "/function-url/";

export function urlPath(name: string): string {
  return `${prefix}${name}/`;
}

/** The function that a path addresses, and the path as that sees it. */
export function readUrlPath(path: string): { readonly name: string; readonly rest: string } | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const [name = "", ...rest] = path.slice(prefix.length).split("/");
  return { name: decodeURIComponent(name), rest: `/${rest.join("/")}` };
}

export function urlEvent({ method, query, headers, body, caller }: ServiceRequest, rest: string, now: number): object {
  const { cookie, ...others } = headers;
  const text = isText(headers["content-type"]);
  const time = new Date(now);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: rest,
    rawQueryString: query.toString(),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: others,
    ...(query.size > 0 && { queryStringParameters: joined(query) }),
    requestContext: {
      accountId: caller ? account : "anonymous",
      apiId: "local",
      authentication: null,
      ...(caller && { authorizer: { iam: { accessKey: caller.accessKeyId, accountId: account, userArn: caller.arn } } }),
      domainName: headers.host ?? "localhost",
      domainPrefix: "local",
      http: {
        method,
        path: rest,
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: time.toUTCString(),
      timeEpoch: Math.floor(now),
    },
    ...(body.length > 0 && { body: body.toString(text ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

/** What a function's result means as an answer: an object with a `statusCode` says all of it, anything else is the body. */
export function urlResponse(payload: Buffer, failed: boolean): ServiceResponse {
  const json = { "content-type": "application/json" };
  const answer = failed ? undefined : readAnswer(payload, json);
  return answer && isSendable(answer) ? answer : { status: 502, headers: json, body: "Internal Server Error" };
}

/** Undefined for what is no JSON: not every runtime makes sure that it is. */
function readAnswer(payload: Buffer, json: Readonly<Record<string, string>>): ServiceResponse | undefined {
  let result: unknown;
  try {
    result = JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
  if (typeof result !== "object" || result === null || !("statusCode" in result)) {
    return { status: 200, headers: json, body: typeof result === "string" ? result : JSON.stringify(result) };
  }
  const { statusCode, headers, body, isBase64Encoded, cookies } = result as {
    statusCode: number;
    headers?: Record<string, unknown>;
    body?: unknown;
    isBase64Encoded?: boolean;
    cookies?: string[];
  };
  const given = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  return {
    status: Number(statusCode),
    headers: { ...json, ...given, ...(cookies?.length ? { "set-cookie": cookies } : {}) },
    body: isBase64Encoded ? Buffer.from(text, "base64") : text,
  };
}

function isSendable({ status, headers = {} }: ServiceResponse): boolean {
  if (!Number.isInteger(status) || status < 200 || status > 599) return false;
  try {
    for (const [name, values] of Object.entries(headers)) {
      validateHeaderName(name);
      for (const value of [values].flat()) validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}

function isText(contentType = ""): boolean {
  return /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)|[^;]+\+(json|xml))/.test(contentType);
}

function joined(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key).join(",")]));
}
