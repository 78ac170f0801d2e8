/** Requests to a function URL: a JSON body is an input, and the answer says which execution has begun, or why none has. */
import { InvalidInput } from "../../engine/errors.ts";
import { isObject } from "../is-object.ts";
import type { Begin } from "../start.ts";

/** The payload of function URLs, format 2.0 (Lambda developer guide, "Function URL invocation"). */
interface HttpEvent {
  readonly version: "2.0";
  readonly requestContext: { readonly http: { readonly method: string } };
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function isHttpEvent(event: unknown): event is HttpEvent {
  if (!isObject(event) || event.version !== "2.0" || !isObject(event.requestContext)) return false;
  return isObject(event.requestContext.http) && typeof event.requestContext.http.method === "string";
}

export async function startFromHttp(event: HttpEvent, requestId: string, begin: Begin): Promise<HttpResponse> {
  // Only a POST asks for something to begin: browsers and crawlers follow links.
  if (event.requestContext.http.method !== "POST") {
    return respond(405, { message: "Send a POST with the input as JSON to start an execution." }, { allow: "POST" });
  }
  try {
    const { execution, began } = await begin(() => ({ input: parse(event), execution: readKey(event) ?? requestId }));
    return respond(202, { execution, began });
  } catch (error) {
    if (error instanceof InvalidInput) return respond(400, { message: error.message });
    throw error;
  }
}

/** The key with which a client makes a request twice and means it once; it may be quoted (IETF draft, "Idempotency-Key"). */
function readKey({ headers }: HttpEvent): string | undefined {
  return headers?.["idempotency-key"]?.replace(/^"(.*)"$/, "$1");
}

function parse({ body = "", isBase64Encoded = false }: HttpEvent): unknown {
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput(`The body is not JSON. An input is a JSON object, as in {"key": "value"}.`);
  }
}

function respond(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { statusCode, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}
