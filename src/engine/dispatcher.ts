/** The port for delivery: brings messages to a worker, now or later, at least once. */
import type { Message } from "../model/message.ts";

/** Delivers messages. What was dispatched is delivered until a worker has handled it without an error, also after a crash. */
export interface Dispatcher {
  /** @param afterMilliseconds how long to wait; 0 for now, up to a year */
  dispatch(message: Message, afterMilliseconds: number): Promise<void>;
}
