/** Checks what a queue delivers, and says what is wrong with what is no message. */
import type { Message } from "../model/message.ts";
import { isReservedKey } from "../model/state.ts";
import { InvalidMessage } from "./errors.ts";
import { isMessage, isState, parts } from "./is-message.ts";

const words: { readonly [K in keyof Message]: string } = {
  execution: "a text that is not empty",
  branch: "a text",
  step: "a text",
  hop: "a whole number from 0",
  attempt: "a whole number from 1",
  countedFrom: "a whole number from 0",
  graph: "a text or null",
  state: "an object",
};

/** @throws {InvalidMessage} for anything that this engine could not have sent */
export function readMessage(given: unknown): Message {
  if (isMessage(given)) return given;
  throw new InvalidMessage(
    `A message was delivered that can't be handled: ${describeFault(given)}. Only Orchwits itself sends messages; remove this one.`,
  );
}

function describeFault(given: unknown): string {
  if (!isState(given)) return "it is no object";
  const message = given as Message;
  for (const key of Object.keys(words) as (keyof Message)[]) {
    if (key === "state" && isState(message.state)) break;
    if (!parts[key](message[key])) return `its '${key}' is not ${words[key]}`;
  }
  return `its state has the reserved key '${Object.keys(message.state).find(isReservedKey)}'`;
}
