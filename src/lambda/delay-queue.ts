/** The delay queue: takes what is to run within 15 minutes to the relay, which invokes it when its time has come. */
import { callJson } from "./aws/json-call.ts";
import type { HomeTools } from "./home-parts.ts";
import type { Carry } from "./lambda-dispatcher.ts";

/** The longest delay of a message in a queue (SQS API, `SendMessage`). */
const longestMilliseconds = 900_000;

export function delayQueue({ client, resources: { delays } }: HomeTools): Carry {
  return ({ body, afterMilliseconds }) => {
    if (!delays || afterMilliseconds > longestMilliseconds) return undefined;
    const DelaySeconds = Math.ceil(afterMilliseconds / 1_000);
    return callJson(client, "sqs", "SendMessage", { QueueUrl: delays, MessageBody: escapeForQueues(body), DelaySeconds });
  };
}

/** SQS refuses two characters of those that JSON doesn't escape (SQS API, `SendMessage`: "The following Unicode characters are allowed"). */
function escapeForQueues(json: string): string {
  return json.replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
