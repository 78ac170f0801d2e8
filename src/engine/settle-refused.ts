/** What a message does whose hop is not its own: heals what a crash left undone, waits for whoever holds it, or nothing at all. */
import type { Message } from "../model/message.ts";
import { followCompletion, messageAfter } from "./follow-completion.ts";
import type { Handled } from "./handled.ts";
import type { HopRow } from "./journal.ts";
import { setStatus } from "./send-on.ts";
import type { HopWorker } from "./worker-options.ts";

export async function settleRefused(worker: HopWorker, message: Message, row: HopRow | undefined): Promise<Handled> {
  if (!row) return stale("the execution is not in the journal any more");
  if (row.step !== message.step) return stale(`hop ${message.hop} belongs to '${row.step}', not to '${message.step}'`);
  if (row.status === "cancelled") return setStatus(worker, message, "cancelled", {});
  if (row.status === "ended") return heal(worker, message, row);
  if (row.attempt < message.attempt) return stale(`attempt ${message.attempt} of hop ${message.hop} was never asked for`);
  if (row.status === "claimed") {
    if (row.attempt > message.attempt) return stale(`attempt ${row.attempt} of hop ${message.hop} runs already`);
    return { kind: "held", until: row.leaseUntil ?? 0 };
  }
  // Whoever let it wait may have crashed before it dispatched what comes after.
  const next = { ...message, attempt: row.attempt };
  const afterMilliseconds = Math.max(0, (row.retryAt ?? 0) - worker.clock.now());
  await worker.dispatcher.dispatch(next, afterMilliseconds);
  return { kind: "retrying", next, afterMilliseconds };
}

async function heal(worker: HopWorker, message: Message, { completion, endedAt = 0 }: HopRow): Promise<Handled> {
  if (!completion) return stale(`hop ${message.hop} has ended without an outcome`);
  const { execution, branch, hop } = message;
  // The next hop's row shows that its message was received. Sending it again would send all after it again, too.
  if (await worker.journal.readHop({ execution, branch, hop: hop + 1 })) return stale(`hop ${hop + 1} has begun`);
  if (completion.kind !== "next" || !messageAfter(worker, message, completion)) return followCompletion(worker, message, completion);
  const afterMilliseconds = Math.max(0, endedAt + completion.afterMilliseconds - worker.clock.now());
  return followCompletion(worker, message, { ...completion, afterMilliseconds });
}

function stale(reason: string): Handled {
  return { kind: "stale", reason };
}
