/** Checks what a queue delivers: it comes from outside. */
import type { Message } from "../model/message.ts";
import { isReservedKey } from "../model/state.ts";
import { InvalidMessage } from "./errors.ts";

const isText = (value: unknown) => typeof value === "string";
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isState = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

const parts: readonly (readonly [key: keyof Message, is: (value: unknown) => boolean, what: string])[] = [
  ["execution", (value) => isText(value) && value !== "", "a text that is not empty"],
  ["branch", isText, "a text"],
  ["step", isText, "a text"],
  ["hop", isCount, "a whole number from 0"],
  ["attempt", (value) => isCount(value) && value !== 0, "a whole number from 1"],
  ["countedFrom", isCount, "a whole number from 0"],
  ["graph", (value) => value === null || isText(value), "a text or null"],
  ["state", isState, "an object"],
];

/** @throws {InvalidMessage} for anything that this engine could not have sent */
export function readMessage(given: unknown): Message {
  if (!isState(given)) throw fault("it is no object");
  const message = given as Message;
  for (const [key, is, what] of parts) if (!is(message[key])) throw fault(`its '${key}' is not ${what}`);
  for (const key in message.state) if (isReservedKey(key)) throw fault(`its state has the reserved key '${key}'`);
  return message;
}

function fault(what: string): InvalidMessage {
  return new InvalidMessage(
    `A message was delivered that can't be handled: ${what}. Only Orchwits itself sends messages; remove this one.`,
  );
}
