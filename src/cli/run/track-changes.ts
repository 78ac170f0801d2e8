/** Follows a state from step to step, to say what each changed: `+` added, `~` replaced, `-` removed. */
import { isDeepStrictEqual } from "node:util";
import type { Paint } from "../../diagnostics/paint.ts";
import { nameOf, shorten } from "./shorten.ts";

const valueLength = 72;
const oldValueLength = 32;

interface StateChange {
  readonly set: Readonly<Record<string, unknown>>;
  readonly dropped: readonly string[];
}

export interface ChangeTracker {
  /** Begins anew with a state. */
  begin(state: Readonly<Record<string, unknown>>): void;
  /** One line for each key that a change changes. Setting a key to what it was changes nothing. */
  follow(change: StateChange): readonly string[];
}

export function trackChanges(paint: Paint): ChangeTracker {
  let state = new Map<string, unknown>();

  return {
    begin(initial) {
      state = new Map(Object.entries(initial));
    },
    follow({ set, dropped }) {
      const lines = dropped.filter((key) => !Object.hasOwn(set, key)).map((key) => paint("red", `- ${nameOf(key)}`));
      for (const [key, value] of Object.entries(set)) if (!isDeepStrictEqual(state.get(key), value)) lines.push(describe(key, value));
      for (const key of dropped) state.delete(key);
      for (const [key, value] of Object.entries(set)) state.set(key, value);
      return lines;
    },
  };

  function describe(key: string, value: unknown): string {
    if (!state.has(key)) return `${paint("green", "+")} ${nameOf(key)}: ${shorten(value, valueLength)}`;
    return `${paint("yellow", "~")} ${nameOf(key)}: ${shorten(state.get(key), oldValueLength)} → ${shorten(value, valueLength)}`;
  }
}
