/** Sets of small whole numbers as bits: what keeps the analyses over thousands of steps and keys fast. */

/** A set of numbers below the size that it was made for. */
export type BitSet = Uint32Array;

/** An empty set for numbers below `size`. */
export function makeBitSet(size: number): BitSet {
  return new Uint32Array((size + 31) >>> 5);
}

/** The set of all numbers below `size`. */
export function makeFullBitSet(size: number): BitSet {
  const set = makeBitSet(size).fill(~0);
  if (size & 31) set[set.length - 1] = (1 << (size & 31)) - 1;
  return set;
}

/** The numbers in a set, in order. */
export function* bitsOf(set: BitSet): Generator<number> {
  for (let word = 0; word < set.length; word++) {
    for (let rest = set[word] as number; rest !== 0; rest &= rest - 1) yield (word << 5) + 31 - Math.clz32(rest & -rest);
  }
}

export function hasBit(set: BitSet, index: number): boolean {
  return ((set[index >>> 5] as number) & (1 << (index & 31))) !== 0;
}

export function addBit(set: BitSet, index: number): void {
  set[index >>> 5] = (set[index >>> 5] as number) | (1 << (index & 31));
}

export function removeBit(set: BitSet, index: number): void {
  set[index >>> 5] = (set[index >>> 5] as number) & ~(1 << (index & 31));
}

/** Adds all of `other`; says whether that changed anything. */
export function unite(set: BitSet, other: BitSet): boolean {
  let changed = 0;
  for (let word = 0; word < set.length; word++) {
    const before = set[word] as number;
    const after = before | (other[word] as number);
    changed |= before ^ after;
    set[word] = after;
  }
  return changed !== 0;
}

/** Keeps only what `other` has too; says whether that changed anything. */
export function intersect(set: BitSet, other: BitSet): boolean {
  let changed = 0;
  for (let word = 0; word < set.length; word++) {
    const before = set[word] as number;
    const after = before & (other[word] as number);
    changed |= before ^ after;
    set[word] = after;
  }
  return changed !== 0;
}
