/** Messages as JSON: measured before they are sent, and yet written once. */
import type { Message } from "../model/message.ts";

const texts = new WeakMap<Message, string>();

/** The JSON of a message, which must not change any more. */
export function writeMessage(message: Message): string {
  let text = texts.get(message);
  if (text === undefined) {
    text = JSON.stringify(message);
    texts.set(message, text);
  }
  return text;
}
