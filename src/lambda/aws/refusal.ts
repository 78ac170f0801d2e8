/** What a request met with instead of an answer: sent again where that may help, else told so that a person knows what to do and no secret gets into a log. */
import { type Clock, wait } from "../../engine/clock.ts";
import { AwsError } from "./aws-error.ts";
import type { Credentials } from "./credentials.ts";
import { endpointVariable } from "./endpoint-variable.ts";
import type { ExchangeFault, HttpResponse } from "./exchange.ts";
import { backoff, mayHelp, type Refusal } from "./retries.ts";

/** A response that is none of success, or what was thrown on the way to one. */
export type Setback = { readonly response: HttpResponse } | { readonly thrown: unknown };

/** The client that sent it. */
export interface Sender {
  /** How often a request is sent at most. */
  readonly attempts: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signingTime: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  skewMilliseconds: number;
}

interface Called {
  readonly service: string;
  readonly operation: string;
}

/** A request that was refused, or got no answer. */
interface Refused extends Refusal {
  /** Whether it was sent on a connection that had ended. */
  readonly stale?: boolean;
  /** The error to throw after so many attempts. */
  error(attempts: number): AwsError;
}

/** Signatures are refused when they are more than five minutes off ("RequestTimeTooSkewed"). */
const worstSkewMilliseconds = 240_000;

/** What services say of that. The time may be corrected already, by the refusal of a request that was sent together with this one. */
const outOfTime = /TooSkewed|RequestExpired|InTheFuture|Signature (expired|not yet)/;

/**
 * Waits until the request may be sent again, with the time corrected that the next one is signed for.
 *
 * @param attempt counts from 1
 * @returns the number of the next attempt
 * @throws {AwsError} where that would not help, or was tried often enough
 * @throws {TypeError} where the environment has an endpoint that can't be one
 * @throws what was thrown, where it is no fault of an exchange
 */
export async function afterSetback(
  sender: Sender,
  called: Called,
  credentials: Credentials,
  attempt: number,
  setback: Setback,
): Promise<number> {
  const refused =
    "response" in setback
      ? refusal(called, setback.response, { skewed: adjustSkew(sender, setback.response), credentials })
      : unreachable(called, setback.thrown, sender);
  // A kept connection that has ended meanwhile says nothing about the service: there is nothing to wait for, and no attempt to count, because
  // all that were kept may have ended. Each is tried once.
  if (refused.stale) return attempt;
  const { attempts, clock, random } = sender;
  if (attempt >= attempts || !mayHelp(refused)) throw refused.error(attempt);
  await wait(clock, backoff(refused, attempt, random), undefined);
  return attempt + 1;
}

/** Whether a refused signature was made for a wrong time, so that the next one is made for the service's. */
function adjustSkew(sender: Sender, { status, headers }: HttpResponse): boolean {
  const skew = Date.parse(String(headers.date)) - sender.signingTime();
  if ((status !== 400 && status !== 403) || !(Math.abs(skew - sender.skewMilliseconds) > worstSkewMilliseconds)) return false;
  sender.skewMilliseconds = skew;
  return true;
}

const damaged = { name: "ExchangeFault", code: "InvalidResponse", message: "its answer is damaged", stale: false };

/** No whole answer came. */
function unreachable(called: Called, thrown: unknown, { environment }: Sender): Refused {
  if ((thrown as NodeJS.ErrnoException | undefined)?.code === "ERR_INVALID_URL") throw makeEndpointFault(called.service, environment);
  const fault = thrown instanceof SyntaxError ? damaged : (thrown as ExchangeFault);
  // Named, for its class may be that of another bundle.
  if (fault?.name !== "ExchangeFault") throw thrown;
  const { code, message, stale } = fault;
  // Where a name has several addresses, Node tells of each, and says nothing of all.
  const said = message ? `${code}, ${message}` : code;
  return { code, stale, error: (attempts) => makeError(called, attempts, said, { code }) };
}

function makeEndpointFault(service: string, environment: Sender["environment"]): TypeError {
  const variable = endpointVariable(service, environment) ?? "";
  return new TypeError(
    `${variable} is '${environment[variable]}', which is no URL. Set it to one that begins with http:// or https://, or unset it.`,
  );
}

/** The service answered, with an error. */
function refusal(called: Called, response: HttpResponse, { skewed, credentials }: { skewed: boolean; credentials: Credentials }): Refused {
  const { status, headers } = response;
  const body = readBody(response);
  const code = codeOf(headers["x-amzn-errortype"]) ?? body.code ?? `Status${status}`;
  const mistimed = skewed || outOfTime.test(`${code} ${body.message}`);
  const requestId = (headers["x-amzn-requestid"] ?? headers["x-amz-request-id"]) as string | undefined;
  const error = (attempts: number) => {
    const said = [code, presentable(body.message, credentials)].filter(Boolean).join(", ");
    const where = `status ${status}${requestId ? `, request ${requestId}` : ""}`;
    return makeError(called, attempts, `${said} (${where})`, { code, status, requestId, answer: body.answer });
  };
  return { code, status, skewed: mistimed, retryAfter: Number(headers["retry-after"]), error };
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

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException` and `ThrottlingException:http://…#…` are both a ThrottlingException. */
function codeOf(text: unknown): string | undefined {
  return typeof text === "string" && text !== "" ? text.split(/[,:]/)[0]?.split("#").pop() : undefined;
}

/** A refused signature is answered with all that was signed, the session token included: only the first line is for people. Shorter secrets than AWS's are words. */
function presentable(message: string | undefined, { accessKeyId, secretAccessKey, sessionToken }: Credentials): string | undefined {
  let line = message?.split("\n")[0]?.trim().replace(/\.+$/, "").slice(0, 1_000);
  for (const secret of [accessKeyId, secretAccessKey, sessionToken])
    if (line && secret && secret.length > 15) line = line.replaceAll(secret, "…");
  return line;
}
