/** The pause between two requests of which the first was done in part only: whoever operates many items at once meets that. */
import { wait } from "../../engine/clock.ts";
import type { AwsClient } from "./aws-client.ts";
import { makeError } from "./refusal.ts";
import { backoff } from "./retries.ts";

const code = "ThrottlingException";

/**
 * Waits as before another attempt.
 *
 * @throws {AwsError} after more attempts than any request may have
 */
export async function pause({ attempts, clock, random }: AwsClient, service: string, attempt: number): Promise<void> {
  if (attempt > 2 * attempts) throw makeError({ service, operation: "batch" }, attempt, `${code}, part of it was not done`, { code });
  await wait(clock, backoff({ code }, attempt, random), undefined);
}
