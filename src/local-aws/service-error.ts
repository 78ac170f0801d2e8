/** Errors of AWS services, each told in the shape of the service's protocol, so that every client recognises them. */
import { randomUUID } from "node:crypto";
import type { ServiceRequest, ServiceResponse } from "./service.ts";

/** How a service is spoken to. */
export type Protocol = "json-1.0" | "json-1.1" | "query" | "rest-xml" | "rest-json";

/** Refuses a request, with the code that the real service has for it. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** What else the error's structure holds, such as `Item` of a failed condition. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

const protocols: Readonly<Record<string, Protocol>> = {
  dynamodb: "json-1.0",
  logs: "json-1.1",
  s3: "rest-xml",
  lambda: "rest-json",
  scheduler: "rest-json",
  sts: "query",
  cloudformation: "query",
  iam: "query",
};

/** SQS speaks two, and a request without a service in its signature shows its protocol in its headers only. */
export function protocolOf(service: string | undefined, headers: ServiceRequest["headers"]): Protocol {
  const known = service === undefined ? undefined : protocols[service];
  if (known) return known;
  const type = headers["content-type"] ?? "";
  if (headers["x-amz-target"] !== undefined) return type.endsWith("1.1") ? "json-1.1" : "json-1.0";
  return type.startsWith("application/x-www-form-urlencoded") ? "query" : "rest-json";
}

export function errorResponse(error: ServiceError, protocol: Protocol, method = "POST"): ServiceResponse {
  const { code, message, status, details } = error;
  const requestId = randomUUID();
  const xml = { "content-type": protocol === "query" ? "text/xml" : "application/xml", "x-amzn-requestid": requestId };
  switch (protocol) {
    case "rest-xml":
      return {
        status,
        headers: { ...xml, "x-amz-request-id": requestId },
        // An answer to HEAD has no body, and 304 neither.
        ...(method === "HEAD" || status === 304
          ? {}
          : { body: `${declaration}<Error>${errorElements(error)}<RequestId>${requestId}</RequestId></Error>` }),
      };
    case "query": {
      const type = status < 500 ? "Sender" : "Receiver";
      const body = `${declaration}<ErrorResponse><Error><Type>${type}</Type>${errorElements(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
      return { status, headers: xml, body };
    }
    default: {
      const rest = protocol === "rest-json";
      const type = rest ? "application/json" : `application/x-amz-${protocol}`;
      // Where the error is named depends on the protocol: in a header, or in the body behind a namespace.
      const headers = { "content-type": type, "x-amzn-requestid": requestId, ...(rest && { "x-amzn-errortype": code }) };
      const body = rest ? { message, Message: message, ...details } : { __type: `com.amazon.coral.service#${code}`, message, ...details };
      return { status, headers, body: JSON.stringify(body) };
    }
  }
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

function errorElements({ code, message, details }: ServiceError): string {
  const more = Object.entries(details).map(([name, value]) => element(name, String(value)));
  return element("Code", code) + element("Message", message) + more.join("");
}

/** An XML element with text in it. */
export function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
