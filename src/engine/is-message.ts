/** Whether what a queue delivers is a message: it comes from outside. */
import type { Message } from "../model/message.ts";
import { isReservedKey } from "../model/state.ts";

const isText = (value: unknown) => typeof value === "string";
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isState = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What each part of a message must be. */
export const parts: { readonly [K in keyof Message]: (value: unknown) => boolean } = {
  execution: (value) => isText(value) && value !== "",
  branch: isText,
  step: isText,
  hop: isCount,
  attempt: (value) => isCount(value) && value !== 0,
  countedFrom: isCount,
  graph: (value) => value === null || isText(value),
  state: (value) => isState(value) && !Object.keys(value as object).some(isReservedKey),
};

const checks = Object.entries(parts);

/** Whether this engine could have sent it. */
export function isMessage(given: unknown): given is Message {
  return isState(given) && checks.every(([key, is]) => is((given as Record<string, unknown>)[key]));
}
