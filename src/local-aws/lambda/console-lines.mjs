// @ts-check
/** What `console` writes in a function whose log format is JSON, in the form that Lambda's Node runtime gives it. */
import { format } from "node:util";

/** Its levels by method, as aws-lambda-nodejs-runtime-interface-client has them. */
const levels = { trace: "TRACE", debug: "DEBUG", info: "INFO", log: "INFO", warn: "WARN", error: "ERROR", fatal: "FATAL" };

/**
 * What is written to stdout by other means stays as it is.
 *
 * @param {() => string | undefined} requestId of the invocation that runs
 */
export function writeConsoleAsJson(requestId) {
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      /** @param {unknown[]} given */
      [method](...given) {
        process.stdout.write(`${lineOf({ timestamp: new Date().toISOString(), level, requestId: requestId() }, given)}\n`);
      },
    });
  }
}

/** @param {object} head @param {unknown[]} given */
function lineOf(head, given) {
  if (given.length <= 1) {
    try {
      return JSON.stringify({ ...head, message: given[0] }, (_key, value) =>
        value instanceof Error ? { ...describe(value), ...value } : value,
      );
    } catch {
      // It refers to itself, or has a bigint.
      return JSON.stringify({ ...head, message: format(given[0]) });
    }
  }
  const error = given.slice(1).find((one) => one instanceof Error);
  return JSON.stringify({ ...head, message: format(...given), ...(error instanceof Error && describe(error)) });
}

/** @param {Error} error */
function describe(error) {
  return { errorType: error.constructor?.name ?? "UnknownError", errorMessage: error.message, stackTrace: error.stack?.split("\n") ?? [] };
}
