/** The sixth phase, and what heals a crash before it: sends on what a hop's recorded outcome asks for. */
import type { Message, StoredState, StoredValue } from "../model/message.ts";
import { applyCompletion } from "./apply-completion.ts";
import type { ErrorReport } from "./error-report.ts";
import type { Handled } from "./handled.ts";
import type { Completion, ExecutionStatus, HopKey } from "./journal.ts";
import { failureStep } from "./reserved-steps.ts";
import type { HopPorts, HopWorker } from "./worker-options.ts";

/** Sends the next message, or ends the execution. Doing it again changes nothing. */
export async function followCompletion(
  worker: HopWorker,
  message: Message,
  completion: Completion,
  next = messageAfter(worker, message, completion),
): Promise<Handled> {
  if (!next) return endExecution(worker, message, completion);
  const afterMilliseconds = completion.kind === "next" ? completion.afterMilliseconds : 0;
  await worker.dispatcher.dispatch(next, afterMilliseconds);
  return { kind: "moved", next, afterMilliseconds };
}

/** The message that an outcome leads to, undefined where it ends the execution. */
export function messageAfter(worker: HopWorker, message: Message, completion: Completion): Message | undefined {
  if (completion.kind === "done" || message.step === failureStep) return undefined;
  if (completion.kind === "failed" && !hasFailureHandler(worker)) return undefined;
  if (completion.kind === "failed") return makeNextMessage(worker, message, failureStep, message.state);
  return makeNextMessage(worker, message, completion.to, applyCompletion(message.state, completion));
}

/** The message for the hop after one. */
export function makeNextMessage(
  { flow }: HopWorker,
  { execution, branch, hop, countedFrom }: Message,
  step: string,
  state: StoredState,
): Message {
  return { execution, branch, hop: hop + 1, step, attempt: 1, state, countedFrom, graph: flow?.graph ?? null };
}

/** Brings the execution's row up to what its last hop says. */
export async function endExecution(ports: HopPorts, message: HopKey & { readonly step: string }, completion: Completion): Promise<Handled> {
  if (message.step !== failureStep && completion.kind === "done") {
    return setStatus(ports, message, "completed", completion.result === undefined ? {} : { result: completion.result });
  }
  const failed = message.step === failureStep ? await readFailure(ports, message) : completion;
  return setStatus(ports, message, "failed", failed?.kind === "failed" ? { error: failed.error } : {});
}

/** Ends the execution unless a later hop says otherwise. */
export async function setStatus(
  { journal, clock }: HopPorts,
  { execution, hop }: Pick<Message, "execution" | "hop">,
  status: ExecutionStatus,
  details: { readonly result?: StoredValue; readonly error?: ErrorReport },
): Promise<Handled> {
  await journal.setStatus(execution, ["running"], status, { now: clock.now(), hop, ...details });
  return { kind: "ended", status, ...details };
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
