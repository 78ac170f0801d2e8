/** The first phase: makes a hop ours, or finds out why it is not. */
import type { Message } from "../model/message.ts";
import type { HopKey, HopRow } from "./journal.ts";
import type { HopWorker } from "./worker-options.ts";

/** A hop that is ours while the token is the row's. */
export interface HeldHop {
  readonly message: Message;
  readonly key: HopKey;
  readonly token: string;
}

/** The hop held, or the row of someone else's. */
export async function claimHop(worker: HopWorker, message: Message): Promise<HeldHop | { readonly refused: HopRow }> {
  const { journal, clock, owner, leaseMilliseconds } = worker;
  const { execution, branch, hop, step, attempt } = message;
  const key = { execution, branch, hop };
  const token = worker.makeToken?.() ?? crypto.randomUUID();
  const now = clock.now();
  const claim = await journal.claim({ ...key, step, attempt, token, owner, now, leaseUntil: now + leaseMilliseconds });
  // A client that sends a request again after a lost answer is refused by its own claim.
  const ours = claim.granted || (claim.row.status === "claimed" && claim.row.token === token);
  return ours ? { message, key, token } : { refused: claim.row };
}
