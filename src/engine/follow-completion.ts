/** What heals a crash between recording an outcome and acting on it: sends on what the outcome asks for, whatever it is. */
import type { Message } from "../model/message.ts";
import { applyCompletion } from "./apply-completion.ts";
import type { Handled } from "./handled.ts";
import type { Completion, HopKey } from "./journal.ts";
import { failureStep } from "./reserved-steps.ts";
import { makeNextMessage, sendOn, setStatus } from "./send-on.ts";
import type { HopPorts, HopWorker } from "./worker-options.ts";

/** Sends the next message, or ends the execution. Doing it again changes nothing. */
export async function followCompletion(worker: HopWorker, message: Message, completion: Completion): Promise<Handled> {
  const next = messageAfter(worker, message, completion);
  if (!next) return endExecution(worker, message, completion);
  return sendOn(worker, next, completion.kind === "next" ? completion.afterMilliseconds : 0);
}

/** The message that an outcome leads to, undefined where it ends the execution. */
export function messageAfter(worker: HopWorker, message: Message, completion: Completion): Message | undefined {
  if (completion.kind === "done" || message.step === failureStep) return undefined;
  if (completion.kind === "failed" && !hasFailureHandler(worker)) return undefined;
  if (completion.kind === "failed") return makeNextMessage(worker, message, failureStep, message.state);
  return makeNextMessage(worker, message, completion.to, applyCompletion(message.state, completion));
}

/** Brings the execution's row up to what its last hop says. */
export async function endExecution(ports: HopPorts, message: HopKey & { readonly step: string }, completion: Completion): Promise<Handled> {
  if (message.step !== failureStep && completion.kind === "done") {
    return setStatus(ports, message, "completed", completion.result === undefined ? {} : { result: completion.result });
  }
  const failed = message.step === failureStep ? await readFailure(ports, message) : completion;
  return setStatus(ports, message, "failed", failed?.kind === "failed" ? { error: failed.error } : {});
}

/** How the hop ended that a failure handler runs for. */
export async function readFailure({ journal }: HopPorts, { execution, branch, hop }: HopKey): Promise<Completion | undefined> {
  return (await journal.readHop({ execution, branch, hop: hop - 1 }))?.completion;
}

function hasFailureHandler({ pipeline }: HopWorker): boolean {
  if (pipeline.hasFailureHandler !== undefined) return pipeline.hasFailureHandler;
  if (pipeline.hasMethod("onFailure")) return true;
  try {
    // It may be a field.
    return typeof (pipeline.create() as { onFailure?: unknown }).onFailure === "function";
  } catch {
    return false;
  }
}
