/** The loop that works off a home's messages: several at once, each branch hop by hop, until told to stop or nothing is left. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../engine/clock.ts";
import type { Handled } from "../engine/handled.ts";
import type { Message } from "../model/message.ts";
import type { Deliveries, Delivery } from "./deliveries.ts";
import { StorageFault } from "./storage-fault.ts";
import { Wakener } from "./wakener.ts";

export interface WorkOptions {
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  /** Handles a message. Where it rejects, or someone else holds the hop, the message is delivered again. */
  handle(message: Message): Promise<Handled>;
  /** Ends a hop that killed every process which ran it. Default: it is handled once more. */
  giveUp?(message: Message, deaths: number): Promise<Handled>;
  /** How many branches are worked on at once. Default 10. */
  readonly concurrency?: number;
  /** Works on this execution only. */
  readonly execution?: string;
  /** Ends when no message is left, waiting for those that are not due yet. Default: goes on. */
  readonly untilDone?: boolean;
  /** Stops the loop: what is being handled is finished first, and nothing more is taken. */
  readonly signal?: AbortSignal;
  /** Hears what became of each message. */
  onHandled?(message: Message, handled: Handled): void;
  /** Hears why a message could not be handled, and when it is delivered again. */
  onFault?(error: unknown, message: Message, againInMilliseconds: number): void;
}

/** How often to look for what other processes sent. */
const pollMilliseconds = 250;

/** How often to look for what dead processes hold. */
const recoverMilliseconds = 1_000;

/** How long the loop keeps the process to itself: timers and Ctrl-C must get their turn even if no step ever awaits anything. */
const longestTurnMilliseconds = 10;

/** A hop held by someone is looked at again after so long at the latest: they may die, or the clock may have been set back. */
const longestHeldMilliseconds = 1_000;

/** A hop in whose hands so many processes died is not tried again: it would take down whoever works here, for ever. */
const mostDeaths = 5;

/** Faults that end by themselves. */
const passing: ReadonlySet<string> = new Set(["SQLITE_BUSY", "EMFILE"]);

/**
 * Works until nothing is left (`untilDone`) or the signal is aborted.
 *
 * @throws {StorageFault} when the home can't be used any more. Nothing is lost: working again goes on from there.
 */
export async function work(options: WorkOptions): Promise<void> {
  await new Loop(options).run();
}

class Loop {
  readonly #options: WorkOptions;
  readonly #wakener: Wakener;
  readonly #lanes = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;
  #turnBegan = performance.now();

  constructor(options: WorkOptions) {
    this.#options = options;
    this.#wakener = new Wakener(options.clock);
  }

  async run(): Promise<void> {
    const { deliveries, signal } = this.#options;
    const wake = () => this.#wakener.wake();
    const stopListening = deliveries.onDispatch(wake);
    signal?.addEventListener("abort", wake);
    const stopKeeping = this.#every(deliveries.visibilityMilliseconds / 3, () => deliveries.keep());
    const stopRecovering = this.#every(recoverMilliseconds, () => deliveries.recover());
    try {
      this.#try(() => deliveries.recover());
      while (await this.#turn());
    } finally {
      await Promise.all(this.#lanes);
      stopKeeping();
      stopRecovering();
      stopListening();
      signal?.removeEventListener("abort", wake);
    }
    if (this.#failure) throw this.#failure.error;
  }

  get #stopping(): boolean {
    return this.#failure !== undefined || this.#options.signal?.aborted === true;
  }

  /** Takes what there is, or waits. False when the loop is over. */
  async #turn(): Promise<boolean> {
    const { deliveries, clock, concurrency = 10, execution, untilDone } = this.#options;
    if (this.#stopping) return false;
    const free = concurrency - this.#lanes.size;
    if (free === 0) {
      await this.#wakener.wait(undefined);
      return true;
    }
    const taken = this.#try(() => deliveries.take(free, execution)) ?? [];
    for (const delivery of taken) this.#startLane(delivery);
    if (taken.length === free || this.#failure) return true;
    const next = this.#try(() => deliveries.nextAt(execution));
    if (untilDone && next === undefined && this.#lanes.size === 0) return false;
    const until = next === undefined ? pollMilliseconds : Math.min(pollMilliseconds, next - clock.now());
    await this.#wakener.wait(Math.max(1, until));
    return true;
  }

  #startLane(delivery: Delivery): void {
    const lane = this.#workOff(delivery).finally(() => {
      this.#lanes.delete(lane);
      this.#wakener.wake();
    });
    this.#lanes.add(lane);
  }

  /** Follows a branch as long as its next message is at hand. Never rejects. */
  async #workOff(first: Delivery): Promise<void> {
    const { deliveries } = this.#options;
    for (let delivery: Delivery | undefined = first; delivery; ) {
      delivery = await this.#handle(delivery);
      if (performance.now() - this.#turnBegan > longestTurnMilliseconds) {
        await nextTurn();
        this.#turnBegan = performance.now();
      }
      if (delivery && this.#stopping) {
        const next = delivery;
        this.#try(() => deliveries.giveBack(next, 0));
        return;
      }
    }
  }

  /** The next message of the branch, if it is ours. */
  async #handle(delivery: Delivery): Promise<Delivery | undefined> {
    const { deliveries, clock, handle, giveUp, onHandled, onFault } = this.#options;
    const { message, deaths } = delivery;
    try {
      const handled = await (giveUp && deaths >= mostDeaths ? giveUp(message, deaths) : handle(message));
      if (handled.kind === "held") {
        const wait = Math.min(longestHeldMilliseconds, Math.max(1, handled.until - clock.now()));
        this.#try(() => deliveries.giveBack(delivery, wait));
        return undefined;
      }
      const next = deliveries.settle(delivery);
      onHandled?.(message, handled);
      return next;
    } catch (error) {
      const wait = this.#options.signal?.aborted ? 0 : backoff(delivery.tries);
      this.#try(() => deliveries.giveBack(delivery, wait));
      if (error instanceof StorageFault && !isPassing(error)) this.#fail(error);
      else onFault?.(error, message, wait);
      return undefined;
    }
  }

  #every(milliseconds: number, task: () => void): () => void {
    let cancel: () => void;
    const arm = () => {
      const again = () => {
        this.#try(task);
        arm();
      };
      cancel = this.#options.clock.schedule(milliseconds, again, true);
    };
    arm();
    return () => cancel();
  }

  #try<R>(task: () => R): R | undefined {
    try {
      return task();
    } catch (error) {
      if (!isPassing(error)) this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wakener.wake();
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof StorageFault && passing.has(error.code);
}

/** From 0.1 s to half a minute. */
function backoff(tries: number): number {
  return Math.min(30_000, 100 * 2 ** Math.min(tries, 16));
}
