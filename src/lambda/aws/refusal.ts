/** What a request met with instead of an answer, told so that a person knows what to do and no secret gets into a log. */
import { AwsError } from "./aws-error.ts";
import type { Credentials } from "./credentials.ts";
import type { ExchangeFault, HttpResponse } from "./exchange.ts";
import type { Refusal } from "./retries.ts";

/** A request that was refused, or got no answer. */
export interface Refused extends Refusal {
  /** Whether it was sent on a connection that had ended. */
  readonly stale?: boolean;
  /** The error to throw after so many attempts. */
  error(attempts: number): AwsError;
}

interface Called {
  readonly service: string;
  readonly operation: string;
}

/** No whole answer came. */
export function unreachable(called: Called, { code, message, stale }: ExchangeFault): Refused {
  return { code, stale, error: (attempts) => makeError(called, attempts, `${code}, ${message}`, { code }) };
}

/** The service answered, with an error. */
export function refusal(
  called: Called,
  response: HttpResponse,
  { skewed, credentials }: { skewed: boolean; credentials: Credentials },
): Refused {
  const { status, headers } = response;
  const body = readBody(response);
  const code = codeOf(headers["x-amzn-errortype"]) ?? body.code ?? `Status${status}`;
  const requestId = String(headers["x-amzn-requestid"] ?? headers["x-amz-request-id"] ?? "") || undefined;
  const error = (attempts: number) => {
    const said = [code, presentable(body.message, credentials)].filter(Boolean).join(", ");
    const where = requestId ? `status ${status}, request ${requestId}` : `status ${status}`;
    return makeError(called, attempts, `${said} (${where})`, { code, status, requestId, answer: body.answer });
  };
  return { code, status, skewed, error };
}

export function makeError(
  { service, operation }: Called,
  attempts: number,
  why: string,
  details: ConstructorParameters<typeof AwsError>[1],
): AwsError {
  const often = attempts > 1 ? ` after ${attempts} attempts` : "";
  return new AwsError(`${service} ${operation} failed${often}: ${why}.`, { service, operation, ...details });
}

interface Body {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly answer?: unknown;
}

function readBody({ body }: HttpResponse): Body {
  const text = body.toString();
  if (text.startsWith("<")) return { code: element(text, "Code"), message: element(text, "Message") };
  try {
    const answer = JSON.parse(text) as Record<string, unknown>;
    const message = answer.message ?? answer.Message ?? answer.errorMessage;
    return { code: codeOf(answer.__type ?? answer.code), message: typeof message === "string" ? message : undefined, answer };
  } catch {
    return {};
  }
}

/** The text of the first element with a name, in the XML of S3. */
export function element(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: string) => entities[entity] as string);
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException` and `ThrottlingException:http://…` are both a ThrottlingException. */
function codeOf(text: unknown): string | undefined {
  return typeof text === "string" && text !== "" ? (text.split("#").pop() as string).split(":")[0] : undefined;
}

/** A refused signature is answered with all that was signed, the session token included: only the first line is for people. Shorter secrets than AWS's are words. */
function presentable(message: string | undefined, { accessKeyId, secretAccessKey, sessionToken }: Credentials): string | undefined {
  let line = message?.split("\n")[0]?.trim().replace(/\.+$/, "").slice(0, 1_000);
  for (const secret of [accessKeyId, secretAccessKey, sessionToken])
    if (line && secret && secret.length > 15) line = line.replaceAll(secret, "…");
  return line;
}
