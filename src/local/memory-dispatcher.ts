/** Delivery in memory: messages wait for their time in this process, and are handed to whoever works here. */
import type { Clock } from "../engine/clock.ts";
import type { Dispatcher } from "../engine/dispatcher.ts";
import type { Message } from "../model/message.ts";
import { systemClock } from "./system-clock.ts";

/** Takes a message that is due. It is gone from the dispatcher: whoever takes it delivers it again if handling it fails. */
export type Deliver = (message: Message) => void;

export class MemoryDispatcher implements Dispatcher {
  readonly #clock: Clock;
  readonly #deliver: Deliver;
  readonly #waiting = new Set<() => void>();

  constructor(deliver: Deliver, clock: Clock = systemClock) {
    this.#deliver = deliver;
    this.#clock = clock;
  }

  /** How many messages wait for their time. */
  get waiting(): number {
    return this.#waiting.size;
  }

  async dispatch(message: Message, afterMilliseconds: number): Promise<void> {
    if (afterMilliseconds <= 0) return this.#deliver(message);
    const callOff = this.#clock.schedule(afterMilliseconds, () => {
      this.#waiting.delete(callOff);
      this.#deliver(message);
    });
    this.#waiting.add(callOff);
  }

  /** Forgets what waits, so that nothing keeps the process. */
  close(): void {
    for (const callOff of this.#waiting) callOff();
    this.#waiting.clear();
  }
}
