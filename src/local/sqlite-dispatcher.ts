/** Delivery through a home's database: messages, timers included, outlive the process, and any process can work them off. */
import type { Clock } from "../engine/clock.ts";
import type { Dispatcher } from "../engine/dispatcher.ts";
import { writeMessage } from "../engine/write-message.ts";
import type { Message } from "../model/message.ts";
import type { Deliveries, Delivery } from "./deliveries.ts";
import { isDeadOwner, thisOwner } from "./owner.ts";
import { prepareDeliveries } from "./sqlite-dispatcher-statements.ts";
import type { Chain } from "./sqlite-journal.ts";
import type { SqliteStore } from "./sqlite-store.ts";

/** Clocks of processes may differ by so much before it is taken for a clock that was set back. */
const toleratedMilliseconds = 5_000;

const defaultVisibilityMilliseconds = 10_000;

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
  readonly execution: string;
  readonly branch: string;
  delivery: Delivery;
  next: Message | undefined;
  /** Set when what was stored for it was undone. */
  lost: { readonly fault: unknown } | undefined;

  constructor(id: number, lock: string, delivery: Delivery) {
    this.id = id;
    this.lock = lock;
    this.delivery = delivery;
    this.execution = delivery.message.execution;
    this.branch = delivery.message.branch;
  }

  lose(fault: unknown): void {
    this.lost = { fault };
  }
}

let locks = 0;

/**
 * One row for each branch: its newest message. An older one, sent again by someone who was held up, never replaces a newer one. Whoever
 * holds a row locks it; its own next message stays locked by it, so that a chain costs one small update a hop.
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

  /** The branch in hand, if it is the only one. */
  get chain(): Chain | undefined {
    if (this.#held.size !== 1) return undefined;
    for (const held of this.#held.values()) return held;
    return undefined;
  }

  async dispatch(message: Message, afterMilliseconds: number): Promise<void> {
    const { execution, branch, hop, attempt } = message;
    const text = writeMessage(message);
    const held = this.#held.get(keyOf(message));
    if (held && afterMilliseconds <= 0 && this.#follow(held, message, text)) return;
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
      const delivery = { message: JSON.parse(message as string) as Message, tries: tries as number, deaths: deaths as number };
      this.#held.set(keyOf(delivery.message), new Held(id as number, lock, delivery));
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
    const { hop, attempt } = delivery.message;
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
    this.#store.writeOne(() => this.#sql.giveBack.run(now + afterMilliseconds, now, held.id, held.lock));
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
  #follow(held: Held, message: Message, text: string): boolean {
    const { hop, attempt } = message;
    const write = () => this.#sql.follow.run(hop, attempt, text, held.id, held.lock, hop, attempt).changes === 1;
    const alone = this.chain === held;
    const followed = alone ? this.#store.writeSoon(write, (fault) => held.lose(fault)) : this.#store.writeOne(write);
    if (followed) held.next = message;
    return followed;
  }

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

function keyOf({ execution, branch }: Message): string {
  return branch === "" ? execution : `${execution}\0${branch}`;
}
