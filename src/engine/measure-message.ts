/** Whether messages fit into their envelope: told without writing them wherever a bound is enough, for a home may not write each. */
import type { Message, StoredState } from "../model/message.ts";
import { textBeyond } from "./text-beyond.ts";
import { writeMessage } from "./write-message.ts";

/** No character takes more bytes in UTF-8 for each unit of UTF-16. */
const mostBytes = 3;

/** More than the digits of a hop and the punctuation around what is new can add. */
const slack = 64;

/** At most so many bytes of JSON, for messages that were measured here. */
const bounds = new WeakMap<Message, number>();

/**
 * Bytes of JSON by which a message is too large; 0 or less where it fits.
 *
 * @param before the message whose hop it follows
 * @param set what that hop set; all else it can have from there only
 */
export function beyondEnvelope(message: Message, limit: number, before: Message, set: StoredState): number {
  const known = bounds.get(before);
  if (known !== undefined) {
    const bound = known + mostBytes * (JSON.stringify(set).length + message.step.length + (message.graph?.length ?? 0)) + slack;
    if (bound <= limit) {
      bounds.set(message, bound);
      return bound - limit;
    }
  }
  const text = writeMessage(message);
  const beyond = textBeyond(text, limit);
  if (beyond <= 0) bounds.set(message, Math.min(limit, text.length * mostBytes));
  return beyond;
}
