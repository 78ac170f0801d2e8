/** The handler of the relay: takes messages from the delay queue when their time has come, and invokes their steps. */
import { InvalidMessage } from "../engine/errors.ts";
import { readMessage } from "../engine/read-message.ts";
import { isInvocation } from "../model/invocation.ts";
import { identityOf, type Message } from "../model/message.ts";
import { isQueueEvent } from "./events/queue.ts";
import { type OpenHome, once, openLog } from "./function-home.ts";
import type { LambdaHandler } from "./lambda-context.ts";
import { loadFaults } from "./load-faults.ts";
import type { Log } from "./log.ts";
import { openRelayHome } from "./open-home.ts";
import { handleBatch } from "./queue-batch.ts";

/** Makes the handler. What it can't pass on is delivered to it again, and ends among the dead letters. */
export function relay(open: OpenHome = openRelayHome): LambdaHandler {
  const home = once(open);
  return async (event, context) => {
    if (!isQueueEvent(event))
      throw new InvalidMessage("The relay takes messages from the delay queue only. Nobody else needs to invoke it.");
    const opened = await home();
    return handleBatch(event.Records, async ({ body }) => {
      let log: Log = openLog(opened, undefined, context);
      try {
        const message = readBody(body);
        log = log.with(identityOf(message));
        await opened.dispatcher.dispatch(message, 0);
        log.write("info", `passed on to '${message.step}'`);
      } catch (error) {
        (await loadFaults()).tellFault(log, error);
        throw error;
      }
    });
  };
}

/** @throws {InvalidMessage} for what is no message of ours */
function readBody(body: string): Message {
  const event = parse(body);
  return readMessage(isInvocation(event) ? event.$orchwits : event);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
