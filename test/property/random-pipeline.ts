/** Random pipelines, small enough to search exhaustively and odd enough to meet every rule of the data flow. */
import fc from "fast-check";

/** The last one is reserved. */
export const keyNames = ["a", "b", "constructor", "$c"] as const;
export const typeTexts = ["number", "string", "number | string", "unknown"] as const;

/** Whether a value of one of {@link typeTexts} may be taken as another. */
export function fits(given: number, wanted: number): boolean {
  return given === wanted || wanted === 3 || (wanted === 2 && given < 2);
}

export interface RandomKey {
  readonly type: number;
  readonly optional: boolean;
}

export type RandomKeys = ReadonlyMap<string, RandomKey>;

export interface RandomMove {
  readonly to: string;
  readonly sets: RandomKeys;
  readonly setsMore: boolean;
  readonly drops: readonly string[] | "*";
}

export interface RandomStep {
  readonly name: string;
  readonly reads: RandomKeys;
  readonly readsAll: boolean;
  readonly moves: readonly RandomMove[];
  readonly done: boolean;
}

export type RandomPipeline = readonly RandomStep[];

const keys = (value: fc.Arbitrary<RandomKey>): fc.Arbitrary<RandomKeys> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...keyNames), value), { selector: ([key]) => key, maxLength: keyNames.length })
    .map((entries) => new Map(entries));

const read = fc.record({ type: fc.constantFrom(0, 0, 0, 1, 2, 3), optional: fc.boolean() });
// What may be undefined and is unknown can't be told apart from what is unknown.
const update = fc
  .record({ type: fc.constantFrom(0, 0, 0, 1, 2, 3), optional: fc.boolean() })
  .map((one) => (one.type === 3 ? { ...one, optional: false } : one));
const drops = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.uniqueArray(fc.constantFrom(...keyNames), { minLength: 1 }) },
  fc.constant("*" as const),
);

const move = (names: readonly string[]): fc.Arbitrary<RandomMove> =>
  fc
    .record({ to: fc.constantFrom(...names), sets: keys(update), setsMore: fc.integer({ min: 0, max: 9 }).map((n) => n === 0), drops })
    .map((one) => (one.setsMore ? { ...one, sets: new Map() } : one));

const step = (name: string, names: readonly string[]): fc.Arbitrary<RandomStep> =>
  fc
    .record({
      name: fc.constant(name),
      reads: keys(read),
      readsAll: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      moves: fc.array(move(names), { maxLength: 3 }),
      done: fc.boolean(),
    })
    .map((one) => (one.readsAll ? { ...one, reads: new Map() } : one));

/** Pipelines of two to seven steps, of which the first is `start`. */
export const randomPipeline: fc.Arbitrary<RandomPipeline> = fc.integer({ min: 2, max: 7 }).chain((count) => {
  // A step may be named like what the input is called in a path.
  const names = Array.from({ length: count }, (_, index) => (index === 0 ? "start" : index === 1 ? "input" : `s${index}`));
  return fc.tuple(...names.map((name) => step(name, names)));
});
