/** What a worker takes its messages from: the receiving end of a dispatcher. */
import type { Message } from "../model/message.ts";

/** A message that is ours until it is settled, given back, or left too long. */
export interface Delivery {
  readonly message: Message;
  /** How often it was given back before. */
  readonly tries: number;
  /** How many processes died while it was theirs. */
  readonly deaths: number;
}

export interface Deliveries {
  /** How long a delivery stays ours without being {@link keep kept}. */
  readonly visibilityMilliseconds: number;
  /** Takes what is due, the longest due first. */
  take(limit: number, execution?: string): readonly Delivery[];
  /**
   * A delivery was handled. Gives the next message of its branch where handling it sent one that is due: that is ours already. Otherwise the
   * branch has no message that is ours any more.
   *
   * @throws what kept the outcome from being stored after all: then it was not handled
   */
  settle(delivery: Delivery): Delivery | undefined;
  /** It could not be handled: it, or what was sent on its branch since, is delivered again after a while. */
  giveBack(delivery: Delivery, afterMilliseconds: number): void;
  /** Keeps what is ours for as long again. */
  keep(): void;
  /** Makes due what is held by processes that are gone, or waits longer than it should because the clock was set back. */
  recover(): void;
  /** When the next message is due, or falls back from whoever holds it: milliseconds since 1970. Undefined where there is none. */
  nextAt(execution?: string): number | undefined;
  /** Calls back whenever something was dispatched here. Returns what ends that. */
  onDispatch(listener: () => void): () => void;
}
