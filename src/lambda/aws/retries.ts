/** Which refusals are worth another attempt, and how long to wait for it. */

export interface Refusal {
  readonly code: string;
  /** Of the response; absent where there was none. */
  readonly status?: number;
  /** Whether it was signed for a wrong time, which is known now. */
  readonly skewed?: boolean;
  /** The seconds that the service asks to be left alone, as Lambda does; NaN where it doesn't. */
  readonly retryAfter?: number;
}

const throttles =
  /thrott|slowdown|toomanyrequests|(throughput|requestlimit|bandwidthlimit)exceeded|^limitexceededexception$|priorrequestnotcomplete/i;

/** Refused with a status of 400, and yet nobody's fault. */
const passing = /^(RequestTimeout(Exception)?|InternalError)$/;

export function mayHelp({ status, code, skewed }: Refusal): boolean {
  return status === undefined || status >= 500 || status === 429 || throttles.test(code) || passing.test(code) || skewed === true;
}

const firstMilliseconds = 50;
const firstWhenThrottled = 200;
const mostMilliseconds = 5_000;

/**
 * Full jitter: anything up to what doubles with every attempt ("Exponential Backoff And Jitter", AWS Architecture Blog), or as long as the
 * service asks for, within limits: whoever waits in a function pays for it.
 */
export function backoff({ status, code, retryAfter }: Refusal, attempt: number, random: () => number): number {
  const first = status === 429 || throttles.test(code) ? firstWhenThrottled : firstMilliseconds;
  const own = random() * Math.min(mostMilliseconds, first * 2 ** (attempt - 1));
  return Math.max(own, Math.min(mostMilliseconds, (retryAfter || 0) * 1_000));
}
