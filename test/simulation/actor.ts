/** A process that may crash at any moment: then nothing that it waits for ever answers, though what it asked for may still happen. */
import type { Blobs } from "../../src/engine/blobs.ts";
import type { Clock } from "../../src/engine/clock.ts";
import type { Journal } from "../../src/engine/journal.ts";
import type { Ports } from "../../src/engine/worker-options.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What a port throws when a request failed, or seems to have. */
export class PortError extends Error {
  override readonly name = "PortError";
}

/** Is told what happens, for whoever looks into a run. */
export type Trace = (...happened: unknown[]) => void;

export const leaseMilliseconds = 1_000;

export class Actor {
  alive = true;
  readonly #world: World;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #onCrash: () => void;
  readonly #trace: Trace;

  constructor(world: World, random: Random, faults: Faults, onCrash: () => void, trace: Trace) {
    this.#trace = trace;
    this.#world = world;
    this.#random = random;
    this.#faults = faults;
    this.#onCrash = onCrash;
  }

  crash(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#trace("crashes");
    this.#onCrash();
  }

  /** Time as this process sees it. */
  readonly clock: Clock = {
    now: () => this.#world.now,
    schedule: (milliseconds, task) => this.#world.after(milliseconds, () => this.alive && task()),
  };

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(milliseconds, resolve));
  }

  /** Ports whose requests are late, fail, or kill whoever makes them. */
  portsTo({ journal, blobs, dispatcher }: Omit<Ports, "clock">): Ports {
    const call = <T>(name: string, effect: () => Promise<T>, ...given: unknown[]) => this.#call(name, given, effect);
    const faultyJournal: Journal = {
      begin: (row) => call("begin", () => journal.begin(row), row),
      claim: (request) => call("claim", () => journal.claim(request), request),
      renew: (...request) => call("renew", () => journal.renew(...request), ...request),
      complete: (...request) => call("complete", () => journal.complete(...request), ...request),
      postpone: (...request) => call("postpone", () => journal.postpone(...request), ...request),
      cancelHop: (...request) => call("cancelHop", () => journal.cancelHop(...request), ...request),
      append: (row) => call("append", () => journal.append(row), row),
      setStatus: (...request) => call("setStatus", () => journal.setStatus(...request), ...request),
      readExecution: (execution) => call("readExecution", () => journal.readExecution(execution), execution),
      readHop: (key) => call("readHop", () => journal.readHop(key), key),
      readLastHop: (...request) => call("readLastHop", () => journal.readLastHop(...request), ...request),
      readHops: (execution) => journal.readHops(execution),
      list: (filter) => call("list", () => journal.list(filter), filter),
      remove: (execution) => call("remove", () => journal.remove(execution), execution),
    };
    const faultyBlobs: Blobs = {
      put: (...request) => call("put", () => blobs.put(...request), ...request),
      get: (hash) => call("get", () => blobs.get(hash), hash).then((bytes) => this.#perhapsSpoil(bytes)),
      list: () => blobs.list(),
      remove: (...request) => call("remove", () => blobs.remove(...request), ...request),
    };
    return {
      journal: faultyJournal,
      blobs: faultyBlobs,
      dispatcher: { dispatch: (...request) => call("dispatch", () => dispatcher.dispatch(...request), ...request) },
      clock: this.clock,
    };
  }

  #call<T>(name: string, given: readonly unknown[], effect: () => Promise<T>): Promise<T> {
    const fault = this.#faults.ofRequest();
    const wait = fault === "slow-request" ? this.#slow() : this.#random.between(1, 5);
    return new Promise<T>((resolve, reject) => {
      this.#world.after(wait, () => {
        if (fault === "crash-before") return this.crash();
        if (fault === "error-before") return this.#answer(() => reject(new PortError("not written")));
        effect().then(
          (value) => {
            this.#trace(name, given, value, fault);
            if (fault === "crash-after") return this.crash();
            const answer = () => (fault === "error-after" ? reject(new PortError("written, but the answer was lost")) : resolve(value));
            if (fault === "slow-answer") this.#world.after(this.#slow(), () => this.#answer(answer));
            else this.#answer(answer);
          },
          (error) => this.#answer(() => reject(error)),
        );
      });
    });
  }

  #answer(answer: () => void): void {
    if (this.alive) answer();
  }

  /** Long enough for a lease to be over. */
  #slow(): number {
    return this.#random.between(leaseMilliseconds / 2, leaseMilliseconds * 4);
  }

  #perhapsSpoil(bytes: Uint8Array | undefined): Uint8Array | undefined {
    if (!bytes || !this.#faults.happens("spoiled-blob", 0.5)) return bytes;
    if (this.#random.chance(0.3)) return undefined;
    const spoiled = bytes.slice();
    // Stays JSON where it is a text, so that only the hash can tell.
    const index = this.#random.between(1, Math.max(1, spoiled.length - 2));
    spoiled[index] = spoiled[index] === 0x61 ? 0x62 : 0x61;
    return spoiled;
  }
}
