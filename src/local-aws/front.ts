/** What every request to the local AWS passes, in this order: who is it, may they, does a fault strike, then the service. */
import { setTimeout as sleep } from "node:timers/promises";
import { authenticate, missingSignature } from "./authenticate.ts";
import { deniedMessage, findDenied } from "./authorize.ts";
import { isChunked, readChunked } from "./chunked-body.ts";
import type { Counts } from "./counts.ts";
import { type Faults, throttling } from "./faults.ts";
import type { OnLog } from "./log-line.ts";
import type { Principals } from "./principals.ts";
import type { Service, ServiceRequest, ServiceResponse } from "./service.ts";
import { errorResponse, protocolOf, ServiceError } from "./service-error.ts";
import { readSignature } from "./signature.ts";

export interface FrontOptions {
  readonly services: ReadonlyMap<string, Service>;
  readonly principals: Principals;
  readonly counts: Counts;
  readonly faults: Faults;
  readonly onLog: OnLog;
}

/** What answers a request: `"reset"` breaks the connection. */
export type Front = (request: ServiceRequest) => Promise<ServiceResponse | "reset">;

export function makeFront(options: FrontOptions): Front {
  return async (request) => {
    const signature = readSignature(request);
    const name = typeof signature === "object" ? signature.service : undefined;
    const protocol = protocolOf(name, request.headers);
    try {
      if (signature === undefined) return await answerUnsigned(request, options);
      if (signature === "malformed") {
        throw new ServiceError(
          "IncompleteSignature",
          "The signature can't be read. The local AWS takes AWS4-HMAC-SHA256 only; old clients have a setting for it, such as 's3v4'.",
          403,
        );
      }
      const caller = authenticate(request, signature, options.principals, protocol);
      const service = options.services.get(signature.service);
      if (!service) {
        const known = [...options.services.keys()].sort().join(", ");
        const message = `The local AWS has no service '${signature.service}', only ${known}.`;
        throw new ServiceError("UnknownOperationException", message, 501);
      }
      return await serve(service, { ...unwrap(request), caller }, options);
    } catch (error) {
      if (error instanceof ServiceError) return errorResponse(error, protocol, request.method);
      if (error instanceof URIError) return errorResponse(unreadablePath(request.path), protocol, request.method);
      options.onLog({ service: name ?? "local-aws", message: `${request.method} ${request.path}: ${(error as Error)?.stack ?? error}` });
      const message = `The local AWS failed, which is a bug in it: ${error}`;
      return errorResponse(new ServiceError("InternalFailure", message, 500), protocol, request.method);
    }
  };
}

async function answerUnsigned(request: ServiceRequest, options: FrontOptions): Promise<ServiceResponse | "reset"> {
  for (const service of options.services.values()) {
    if (service.answersUnsigned?.(request)) return await service.handle(request);
  }
  if (request.path !== "/" || request.method !== "GET") throw missingSignature();
  const body = `${JSON.stringify({ status: "running", services: [...options.services.keys()].sort() })}\n`;
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

async function serve(service: Service, request: ServiceRequest, options: FrontOptions): Promise<ServiceResponse | "reset"> {
  const caller = request.caller as NonNullable<ServiceRequest["caller"]>;
  const actions = service.actionsOf(request);
  const what = { service: service.name, operation: operationOf(request, actions[0]?.action), principal: caller.arn };
  options.counts.add(what);
  const denied = findDenied(caller, actions);
  if (denied) {
    const message = deniedMessage(caller, denied);
    options.onLog({ service: service.name, message: `AccessDenied: ${message}` });
    const short = ["s3", "sts", "cloudformation"].includes(service.name);
    const status = service.name === "dynamodb" || service.name === "logs" ? 400 : 403;
    throw new ServiceError(short ? "AccessDenied" : "AccessDeniedException", message, status);
  }
  const fault = options.faults.strike(what);
  switch (fault?.kind) {
    case "throttle": {
      const { code, status } = throttling(service.name);
      throw new ServiceError(code, "Rate exceeded (a fault on purpose)", status);
    }
    case "error":
      throw internalError();
    case "reset":
      return "reset";
    case "delay":
      await sleep(fault.delayMilliseconds ?? 100);
  }
  const response = await service.handle(request);
  if (fault?.kind === "error-after") throw internalError();
  return fault?.kind === "reset-after" ? "reset" : response;
}

const unreadablePath = (path: string) => new ServiceError("InvalidURI", `The path ${path} can't be decoded.`);
const internalError = () => new ServiceError("InternalServerError", "Internal server error (a fault on purpose)", 500);

/** `UpdateItem`: from the header or form that names it, else from the IAM action. */
function operationOf(request: ServiceRequest, action: string | undefined): string {
  const target = request.headers["x-amz-target"]?.split(".").at(-1);
  if (target !== undefined) return target;
  const form = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  const named = form ? new URLSearchParams(request.body.toString()).get("Action") : null;
  if (named !== null) return named;
  const verb = action?.split(":").at(-1) ?? "Unknown";
  return request.method === "HEAD" ? verb.replace(/^(Get|List)/, "Head") : verb;
}

/** What was signed is the body as it came; what services get is what the client meant to send. */
function unwrap(request: ServiceRequest): ServiceRequest {
  if (!isChunked(request.headers["x-amz-content-sha256"])) return request;
  const { body, trailers } = readChunked(request.body, request.headers["x-amz-decoded-content-length"]);
  return { ...request, headers: { ...request.headers, ...trailers }, body };
}
