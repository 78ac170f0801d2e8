/** Log groups in memory: what functions wrote, by stream. */
import type { Clock } from "../../engine/clock.ts";

export interface LogEvent {
  /** Grows with each line of all groups. */
  readonly id: number;
  readonly group: string;
  readonly stream: string;
  readonly at: number;
  readonly message: string;
}

export interface LogGroups {
  create(name: string, retentionDays?: number): void;
  delete(name: string): void;
  /** Makes the group where there is none. */
  append(group: string, stream: string, message: string): void;
  all(): readonly LogGroup[];
  find(name: string): LogGroup | undefined;
  /** Tells of every line, of all groups. Returns what ends it. */
  watch(listener: (event: LogEvent) => void): () => void;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly retentionDays?: number | undefined;
  readonly events: LogEvent[];
}

/** A long session must not fill the memory: the oldest lines of a group go. */
const mostEvents = 100_000;

export function makeLogGroups(clock: Clock): LogGroups {
  const groups = new Map<string, LogGroup>();
  const listeners = new Set<(event: LogEvent) => void>();
  let lastId = 0;
  const create = (name: string, retentionDays?: number): LogGroup => {
    const old = groups.get(name);
    const group = {
      name,
      createdAt: old?.createdAt ?? clock.now(),
      retentionDays: retentionDays ?? old?.retentionDays,
      events: old?.events ?? [],
    };
    groups.set(name, group);
    return group;
  };
  return {
    create: (name, retentionDays) => void create(name, retentionDays),
    delete: (name) => void groups.delete(name),
    append(name, stream, message) {
      const { events } = groups.get(name) ?? create(name);
      const event = { id: ++lastId, group: name, stream, at: Math.floor(clock.now()), message };
      events.push(event);
      if (events.length > mostEvents * 1.1) events.splice(0, events.length - mostEvents);
      for (const listener of listeners) listener(event);
    },
    all: () => [...groups.values()],
    find: (name) => groups.get(name),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
