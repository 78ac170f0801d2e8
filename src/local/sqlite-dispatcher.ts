/** Delivery through a home's database: messages, timers included, outlive the process, and any process can work them off. */
import type { Clock } from "../engine/clock.ts";
import type { Dispatcher } from "../engine/dispatcher.ts";
import type { Completion, HopKey } from "../engine/journal.ts";
import { writeMessage } from "../engine/write-message.ts";
import type { Message } from "../model/message.ts";
import type { Deliveries, Delivery } from "./deliveries.ts";
import { catchUp, isFollowed } from "./follow-journal.ts";
import { isDeadOwner, thisOwner } from "./owner.ts";
import { prepareDeliveries } from "./sqlite-dispatcher-statements.ts";
import type { Chain } from "./sqlite-journal.ts";
import type { SqliteStore } from "./sqlite-store.ts";

/** Clocks of processes may differ by so much before it is taken for a clock that was set back. */
const toleratedMilliseconds = 5_000;

const defaultVisibilityMilliseconds = 10_000;

/** After so many hops, a branch's message is stored again: whoever takes it over has no more than these to follow. */
const mostUnsent = 64;

/** Where the newest message of a branch is. */
export interface Standing {
  readonly execution: string;
  readonly branch: string;
  /** When it is due, or falls back from whoever holds it: milliseconds since 1970. */
  readonly at: number;
  /** The process that works on it. Absent where none does. */
  readonly owner?: string;
}

/** A delivery in hand. */
class Held implements Chain {
  readonly id: number;
  readonly lock: string;
  readonly #isAlone: (held: Held) => boolean;
  delivery: Delivery;
  /** What its row holds: its message, or one from which the journal leads to it. */
  stored: Delivery;
  next: Message | undefined;
  /** The hop that ended last, if what follows from it can be read from the journal. */
  followed: number | undefined;
  /** Set when what was stored for it was undone. */
  lost: { readonly fault: unknown } | undefined;

  constructor(id: number, lock: string, stored: Delivery, delivery: Delivery, isAlone: (held: Held) => boolean) {
    this.id = id;
    this.lock = lock;
    this.stored = stored;
    this.delivery = delivery;
    this.#isAlone = isAlone;
  }

  get alone(): boolean {
    return this.#isAlone(this);
  }

  completed(hop: number, completion: Completion): void {
    this.followed = isFollowed(completion) ? hop : undefined;
  }

  lose(fault: unknown): void {
    this.lost = { fault };
  }

  /** Whether the journal says all that a message would: it needs no writing. */
  implies({ hop, attempt, countedFrom, graph }: Message): boolean {
    const { message, tries, deaths } = this.stored;
    return (
      hop - 1 === this.followed &&
      hop - 1 === this.delivery.message.hop &&
      hop - message.hop < mostUnsent &&
      attempt === 1 &&
      // What is counted for the row is counted for its newest message.
      tries + deaths === 0 &&
      countedFrom === message.countedFrom &&
      graph === message.graph
    );
  }
}

let locks = 0;

/**
 * One row for each branch: its newest message. An older one, sent again by someone who was held up, never replaces a newer one. Whoever
 * holds a row locks it; its own next message stays locked by it. What the journal says already is not written a second time: a row may
 * stay behind by some hops, and whoever takes it catches up.
 */
export class SqliteDispatcher implements Dispatcher, Deliveries {
  readonly visibilityMilliseconds: number;
  readonly #store: SqliteStore;
  readonly #clock: Clock;
  readonly #sql: ReturnType<typeof prepareDeliveries>;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<() => void>();

  constructor(store: SqliteStore, clock: Clock, visibilityMilliseconds = defaultVisibilityMilliseconds) {
    this.#store = store;
    this.#clock = clock;
    this.visibilityMilliseconds = visibilityMilliseconds;
    this.#sql = prepareDeliveries(store);
  }

  /** The branch of a hop, if it is in hand. */
  chainOf(key: HopKey): Chain | undefined {
    return this.#held.get(keyOf(key));
  }

  async dispatch(message: Message, afterMilliseconds: number): Promise<void> {
    const { execution, branch, hop, attempt } = message;
    const held = this.#held.get(keyOf(message));
    if (held && afterMilliseconds <= 0 && this.#follow(held, message)) return;
    const text = writeMessage(message);
    const now = this.#clock.now();
    this.#store.writeOne(() => this.#sql.send.run(execution, branch, hop, attempt, now + Math.max(0, afterMilliseconds), now, text));
    for (const listener of this.#listeners) listener();
  }

  take(limit: number, execution?: string): readonly Delivery[] {
    const now = this.#clock.now();
    const scope = execution ?? null;
    // Looking takes no lock: idle processes don't stop those that write.
    if (!this.#store.read(() => this.#sql.anyDue.get(now, scope))) return [];
    const lock = `${thisOwner}#${++locks}`;
    const until = now + this.visibilityMilliseconds;
    const rows = this.#store.writeOne(() => this.#sql.take.all(lock, until, now, now, scope, limit));
    return rows.map(({ id, message, tries, deaths }) => {
      const stored = { message: JSON.parse(message as string) as Message, tries: tries as number, deaths: deaths as number };
      const delivery = { ...stored, message: this.#catchUp(stored.message) };
      this.#held.set(keyOf(delivery.message), new Held(id as number, lock, stored, delivery, this.#isAlone));
      return delivery;
    });
  }

  settle(delivery: Delivery): Delivery | undefined {
    const held = this.#heldFor(delivery);
    if (!held) return undefined;
    if (held.lost) throw held.lost.fault;
    if (held.next) {
      held.delivery = { message: held.next, tries: 0, deaths: 0 };
      held.next = undefined;
      return held.delivery;
    }
    const { hop, attempt } = held.stored.message;
    this.#store.writeOne(() => this.#sql.settle.run(held.id, held.lock, hop, attempt));
    this.#held.delete(keyOf(delivery.message));
    return undefined;
  }

  giveBack(delivery: Delivery, afterMilliseconds: number): void {
    const held = this.#heldFor(delivery);
    if (!held) return;
    // First: if it can't be written, it falls back when its time is over.
    this.#held.delete(keyOf(delivery.message));
    const now = this.#clock.now();
    const newest = held.next ?? delivery.message;
    this.#store.write(() => {
      // Its tries and deaths are its own, not those of the message from which the journal leads to it. What was lost was never sent.
      if (!held.lost && newest.hop > held.stored.message.hop) this.#send(held, newest);
      this.#sql.giveBack.run(now + afterMilliseconds, now, held.id, held.lock);
    });
  }

  keep(): void {
    if (this.#held.size === 0) return;
    const now = this.#clock.now();
    this.#store.write(() => {
      for (const { id, lock } of this.#held.values()) this.#sql.keep.run(now + this.visibilityMilliseconds, now, id, lock);
    });
  }

  recover(): void {
    const now = this.#clock.now();
    const locks = this.#store.read(() => this.#sql.locks.all()).map(({ lock }) => lock as string);
    const dead = locks.filter((lock) => isDeadOwner(ownerOf(lock)));
    const early = this.#store.read(() => this.#sql.anyFromFuture.get(now + toleratedMilliseconds));
    if (dead.length === 0 && !early) return;
    this.#store.write(() => {
      for (const lock of dead) this.#sql.unlock.run(now, now, lock);
      this.#sql.rebase.run(now, now, now + toleratedMilliseconds);
    });
  }

  nextAt(execution?: string): number | undefined {
    const row = this.#store.read(() => this.#sql.nextAt.get(execution ?? null));
    return (row?.next as number | null | undefined) ?? undefined;
  }

  /** Where the messages stand, of all executions or of one: for people who look on. */
  standing(execution?: string): readonly Standing[] {
    const now = this.#clock.now();
    return this.#store
      .read(() => this.#sql.standing.all(execution ?? null))
      .map(({ execution, branch, visible_at, lock }) => {
        const [at, owner] = [visible_at as number, ownerOf(lock as string | null)];
        const held = owner !== undefined && at > now && !isDeadOwner(owner);
        return { execution: execution as string, branch: branch as string, at, ...(held && { owner }) };
      });
  }

  onDispatch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends the next message of a branch that is in hand: it stays in hand. */
  #follow(held: Held, message: Message): boolean {
    if (!held.implies(message)) {
      const write = () => this.#send(held, message);
      const followed = held.alone ? this.#store.writeSoon(write, (fault) => held.lose(fault)) : this.#store.writeOne(write);
      if (!followed) return false;
      held.stored = { message, tries: 0, deaths: 0 };
    }
    held.next = message;
    return true;
  }

  #send({ id, lock }: Held, message: Message): boolean {
    const { hop, attempt } = message;
    return this.#sql.follow.run(hop, attempt, writeMessage(message), id, lock, hop, attempt).changes === 1;
  }

  /** The newest message of a branch, given one from which the journal leads to it. */
  #catchUp(message: Message): Message {
    const { execution, branch, hop } = message;
    return catchUp(
      message,
      this.#store.read(() => this.#sql.outcomes.all(hop, execution, branch)),
    );
  }

  readonly #isAlone = (held: Held): boolean => this.#held.size === 1 && this.#held.get(keyOf(held.delivery.message)) === held;

  #heldFor(delivery: Delivery): Held | undefined {
    const held = this.#held.get(keyOf(delivery.message));
    return held?.delivery === delivery ? held : undefined;
  }
}

function ownerOf(lock: string): string;
function ownerOf(lock: string | null): string | undefined;
function ownerOf(lock: string | null): string | undefined {
  return lock?.slice(0, lock.lastIndexOf("#"));
}

function keyOf({ execution, branch }: HopKey): string {
  return branch === "" ? execution : `${execution}\0${branch}`;
}
