/** What Lambda sends to a function's failure destination. */

import type { AsyncInvocation, Condition } from "./async-invocations.ts";
import type { CallResult } from "./call.ts";
import { functionArn } from "./function-arn.ts";

/** The record of an invocation that was given up, version 1.0 (Lambda's guide, "Capturing records of asynchronous invocations"). */
export function failureRecord(invocation: AsyncInvocation, condition: Condition, now: number, result: CallResult | undefined): string {
  const { functionName, call, runs } = invocation;
  const record = JSON.stringify({
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: call.requestId,
      functionArn: `${functionArn(functionName)}:$LATEST`,
      condition,
      approximateInvokeCount: runs,
    },
    requestPayload: parse(call.payload),
    ...(result && {
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: parse(result.payload),
    }),
  });
  // Queues refuse these two characters. How Lambda writes them is documented nowhere.
  return record.replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

function parse(payload: Uint8Array): unknown {
  const text = Buffer.from(payload).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
