/** Presence: which keys may be, and which surely are, in the state when a step begins. A dataflow forwards over the edges. */
import { addBit, type BitSet, bitsOf, hasBit, intersect, makeBitSet, makeFullBitSet, removeBit, unite } from "../../model/bit-set.ts";
import { postorder } from "../../model/postorder.ts";
import type { Move } from "./move.ts";

/** The answers of the analysis, for steps that are reached. */
export interface Presence {
  /** Whether some way to the step provides the key. */
  may(step: number, key: string): boolean;
  /** The keys that some way to the step provides. A survey leaves out reserved ones, which nobody may be told to use. */
  possible(step: number): Iterable<string>;
  /** Whether every way to the step provides the key. */
  must(step: number, key: string): boolean;
}

type Combine = (into: BitSet, arriving: BitSet) => boolean;

/** Computes the presence of some keys from the moves into each step. */
export function findPresence(keys: readonly string[], movesInto: readonly (readonly Move[])[]): Presence {
  const keyIndex = new Map(keys.map((key, index) => [key, index]));
  const index = (key: string) => keyIndex.get(key);
  const add = (state: BitSet, key: string) => {
    const bit = index(key);
    if (bit !== undefined) addBit(state, bit);
  };
  const remove = (state: BitSet, key: string) => {
    const bit = index(key);
    if (bit !== undefined) removeBit(state, bit);
  };
  const successors: number[][] = movesInto.map(() => []);
  movesInto.forEach((moves, to) => {
    for (const { from } of moves) successors[from]?.push(to);
  });
  const order = postorder(successors).reverse();

  const nothing = makeBitSet(keys.length);
  const everything = makeFullBitSet(keys.length);
  const solve = (initial: BitSet, combine: Combine, gives: (move: Move, state: BitSet) => void): BitSet[] => {
    const states = movesInto.map(() => initial.slice());
    const dirty = makeFullBitSet(movesInto.length);
    for (let again = true; again; ) {
      again = false;
      for (const step of order) {
        if (!hasBit(dirty, step)) continue;
        removeBit(dirty, step);
        let changed = false;
        for (const move of movesInto[step] as readonly Move[]) {
          const arriving = (move.drops === "*" ? nothing : (states[move.from] as BitSet)).slice();
          if (move.drops !== "*") for (const key of move.drops) remove(arriving, key);
          gives(move, arriving);
          changed = combine(states[step] as BitSet, arriving) || changed;
        }
        if (!changed) continue;
        for (const next of successors[step] as number[]) addBit(dirty, next);
        again = true;
      }
    }
    return states;
  };

  const may = solve(nothing, unite, (move, state) => {
    if (move.setsMore) state.set(everything);
    for (const key of move.sets.keys()) add(state, key);
  });
  const must = solve(everything, intersect, (move, state) => {
    for (const [key, setting] of move.sets) if (!setting.optional) add(state, key);
  });
  return {
    may: (step, key) => hasBit(may[step] as BitSet, index(key) as number),
    *possible(step) {
      for (const bit of bitsOf(may[step] as BitSet)) yield keys[bit] as string;
    },
    must: (step, key) => hasBit(must[step] as BitSet, index(key) as number),
  };
}
