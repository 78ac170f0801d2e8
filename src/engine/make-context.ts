/** Makes what a step gets as its second parameter. */
import type { Logger, StepContext } from "../authoring/step-context.ts";
import type { AttemptIdentity } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { Attempt } from "./attempt.ts";
import { copyJson } from "./json.ts";

/** How much a line matters. */
export type LogLevel = keyof Logger;

/** Takes the lines that steps write. */
export type WriteLog = (level: LogLevel, message: string, fields: Record<string, unknown> | undefined) => void;

/** The context of an attempt. Its properties are its own, so that spreading it keeps them. */
export function makeContext(identity: AttemptIdentity, input: () => Promise<State>, attempt: Attempt, write: WriteLog): StepContext {
  const { execution, step, hop } = identity;
  return {
    execution,
    step,
    hop,
    attempt: identity.attempt,
    get signal() {
      return attempt.signal;
    },
    get log() {
      return makeLogger(write);
    },
    input: async () => copyJson(await input()),
  };
}

function makeLogger(write: WriteLog): Logger {
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}
