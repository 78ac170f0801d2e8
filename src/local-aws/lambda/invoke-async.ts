/** Invokes a function as AWS's other services do: asynchronously, and on nobody's behalf. */
import type { Service } from "../service.ts";

/** What can't be accepted rejects. @param lambda the local Lambda, or what a test has in its place */
export async function invokeAsync(lambda: Pick<Service, "handle">, nameOrArn: string, payload: string): Promise<void> {
  await lambda.handle({
    method: "POST",
    path: `/2015-03-31/functions/${encodeURIComponent(nameOrArn)}/invocations`,
    query: new URLSearchParams(),
    headers: { "x-amz-invocation-type": "Event" },
    body: Buffer.from(payload),
  });
}
