/** Delivery for tests: messages in the order in which they are due, on a clock that jumps to the next one. */
import type { Dispatcher } from "../engine/dispatcher.ts";
import type { ManualClock } from "../local/manual-clock.ts";
import type { Message } from "../model/message.ts";

interface Delivery {
  readonly message: Message;
  readonly at: number;
}

export class DeliveryQueue implements Dispatcher {
  readonly #clock: ManualClock;
  readonly #deliveries: Delivery[] = [];

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async dispatch(message: Message, afterMilliseconds: number): Promise<void> {
    this.deliverAt(message, this.#clock.now() + afterMilliseconds);
  }

  deliverAt(message: Message, at: number): void {
    this.#deliveries.push({ message, at });
  }

  /** The next message, after moving the clock to when it is due. */
  take(): Message | undefined {
    const [first, ...others] = this.#deliveries;
    if (!first) return undefined;
    const next = others.reduce((earliest, delivery) => (delivery.at < earliest.at ? delivery : earliest), first);
    this.#deliveries.splice(this.#deliveries.indexOf(next), 1);
    const wait = next.at - this.#clock.now();
    if (wait > 0) this.#clock.advance(wait);
    return next.message;
  }
}
