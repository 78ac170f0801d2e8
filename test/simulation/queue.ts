/** A queue that does everything that queues do: deliver late, twice, out of order, or only after a loss. */
import type { Message } from "../../src/model/message.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** The bytes that a message may take; so few that the pipelines here reach them. */
export const envelopeBytes = 900;

/** What a message says. */
export interface Sent {
  readonly step: string;
  readonly countedFrom: number;
  /** As JSON. */
  readonly state: string;
}

export class Queue {
  readonly #world: World;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #handle: (text: string) => void;
  readonly #violate: (what: string) => void;
  readonly #hasEnded: (message: Message) => boolean;
  /** Messages for hops that had ended already. */
  needless = 0;
  /** What was sent for each attempt of each hop: every message for it must say the same. */
  readonly sent = new Map<string, Sent>();

  constructor(
    world: World,
    random: Random,
    faults: Faults,
    handle: (text: string) => void,
    violate: (what: string) => void,
    hasEnded: (message: Message) => boolean,
  ) {
    this.#hasEnded = hasEnded;
    this.#world = world;
    this.#random = random;
    this.#faults = faults;
    this.#handle = handle;
    this.#violate = violate;
  }

  async dispatch(message: Message, afterMilliseconds: number): Promise<void> {
    if (this.#hasEnded(message)) this.needless++;
    const text = JSON.stringify(message);
    if (Buffer.byteLength(text) > envelopeBytes) this.#violate(`a message of ${Buffer.byteLength(text)} bytes was sent`);
    const { hop, step, attempt, state, countedFrom } = message;
    const sent = { step, countedFrom, state: JSON.stringify(state) };
    const before = this.sent.get(`${hop}.${attempt}`);
    if (before && !isSame(before, sent))
      this.#violate(`two messages for hop ${hop} differ: ${JSON.stringify(before)} and ${JSON.stringify(sent)}`);
    this.sent.set(`${hop}.${attempt}`, sent);
    this.deliver(text, afterMilliseconds + this.#random.between(1, 10));
  }

  deliver(text: string, afterMilliseconds: number): void {
    this.#world.after(afterMilliseconds, () => {
      if (this.#faults.happens("lost-message")) return this.again(text);
      if (this.#faults.happens("delayed-message")) return this.deliver(text, this.#random.between(100, 20_000));
      if (this.#faults.happens("duplicate", 2)) this.deliver(text, this.#random.pick([0, 3, 900, 5_000, 100_000]));
      this.#handle(text);
    });
  }

  /** Delivers what was not handled, after a while. */
  again(text: string): void {
    this.deliver(text, this.#random.between(20, 3_000));
  }
}

/** A resumption may take the place of a failure handler that was never run. */
function isSame(a: Sent, b: Sent): boolean {
  return a.step === "$failure" || (a.step === b.step && a.countedFrom === b.countedFrom && a.state === b.state);
}
