/** Dead letters as Lambda writes them. */

/** As Lambda names a function in its records. */
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:cafe-${name}:$LATEST`;
/** What Lambda writes of an invocation that it gave up. */
export function record(requestPayload: unknown, changes: Record<string, unknown> = {}, name = "start") {
  return {
    body: JSON.stringify({
      version: "1.0",
      timestamp: "2026-01-01T00:00:00.000Z",
      requestContext: { requestId: "r-9", functionArn: functionArn(name), condition: "RetriesExhausted", approximateInvokeCount: 3 },
      requestPayload,
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error: signal: killed" },
      ...changes,
    }),
  };
}
