/** The sixth phase: the two ways on from a hop, to the next one or to the end of the execution. Taking one again changes nothing. */
import type { Message, StoredState, StoredValue } from "../model/message.ts";
import type { ErrorReport } from "./error-report.ts";
import type { Handled } from "./handled.ts";
import type { ExecutionStatus } from "./journal.ts";
import type { HopPorts, HopWorker } from "./worker-options.ts";

/** The message for the hop after one. */
export function makeNextMessage(
  { flow }: HopWorker,
  { execution, branch, hop, countedFrom }: Message,
  step: string,
  state: StoredState,
): Message {
  return { execution, branch, hop: hop + 1, step, attempt: 1, state, countedFrom, graph: flow?.graph ?? null };
}

export async function sendOn({ dispatcher }: HopPorts, next: Message, afterMilliseconds: number): Promise<Handled> {
  await dispatcher.dispatch(next, afterMilliseconds);
  return { kind: "moved", next, afterMilliseconds };
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
