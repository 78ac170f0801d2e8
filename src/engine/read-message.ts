/** Checks what a queue delivers: it comes from outside. */
import type { Message } from "../model/message.ts";
import { isReservedKey } from "../model/state.ts";
import { InvalidMessage } from "./errors.ts";

/** @throws {InvalidMessage} for anything that this engine could not have sent */
export function readMessage(given: unknown): Message {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw fault(`it is ${inWords(given)}, not an object`);
  const message = given as Partial<Record<keyof Message, unknown>>;
  for (const key of ["execution", "branch", "step"] as const) {
    if (typeof message[key] !== "string") throw fault(`its '${key}' is ${inWords(message[key])}, not a text`);
  }
  for (const [key, least] of [
    ["hop", 0],
    ["attempt", 1],
    ["countedFrom", 0],
  ] as const) {
    const count = message[key];
    if (!Number.isSafeInteger(count) || (count as number) < least) {
      throw fault(`its '${key}' is ${inWords(count)}, not a whole number from ${least}`);
    }
  }
  if (message.execution === "") throw fault("its 'execution' is empty");
  if (message.graph !== null && typeof message.graph !== "string") throw fault(`its 'graph' is ${inWords(message.graph)}`);
  const { state } = message;
  if (typeof state !== "object" || state === null || Array.isArray(state)) throw fault(`its 'state' is ${inWords(state)}, not an object`);
  for (const key in state) if (isReservedKey(key)) throw fault(`its state has the reserved key '${key}'`);
  return given as Message;
}

function fault(what: string): InvalidMessage {
  return new InvalidMessage(
    `A message was delivered that can't be handled: ${what}. Only Orchwits itself sends messages; remove this one.`,
  );
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? "a text" : String(value);
}
