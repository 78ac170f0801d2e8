/** What the data flow of a pipeline must be found to be, by running every path: slow, simple, and nothing like the analyses. */
import { fits, keyNames, type RandomKey, type RandomPipeline, type RandomStep } from "./random-pipeline.ts";

/** One key on the way: who gave it, if anyone did, and which steps have taken it as theirs to complain about since. */
interface Carried {
  readonly given?: { readonly type: number; readonly from: string };
  readonly answered: readonly RandomKey[];
}

/** What is found: `OW101 step key` and `OW102 step key from`, with the number of steps on the shortest path, and `OW304 step key` with 0. */
export type Faults = Map<string, number>;

const absent: Carried = { answered: [] };

/** Follows every way through the pipeline, key by key, until nothing new is met. */
export function bruteForce(pipeline: RandomPipeline): Faults {
  const faults: Faults = new Map();
  for (const key of keyNames) {
    if (key.startsWith("$")) for (const step of pipeline) noteReserved(step, key, faults);
    else follow(pipeline, key, (step, carried, length) => judge(step, key, carried, length, faults));
  }
  return faults;
}

/** Calls `visit` with all that can be carried into each step, shortest paths first; it gives what is carried on. */
export function follow(
  pipeline: RandomPipeline,
  key: string,
  visit: (step: RandomStep, carried: Carried, length: number) => Carried,
): void {
  const byName = new Map(pipeline.map((step) => [step.name, step]));
  const start = byName.get("start") as RandomStep;
  const input = start.reads.get(key);
  let wave: (readonly [RandomStep, Carried])[] = [];
  if (input) wave.push([start, { given: { type: input.type, from: "" }, answered: [] }]);
  if (!input || input.optional) wave.push([start, absent]);
  const seen = new Set<string>();
  for (let length = 1; wave.length > 0; length++) {
    const next: typeof wave = [];
    for (const [step, arriving] of wave) {
      const id = JSON.stringify([step.name, arriving]);
      if (seen.has(id)) continue;
      seen.add(id);
      const carried = visit(step, arriving, length);
      for (const { to, sets, drops } of step.moves) {
        const target = byName.get(to) as RandomStep;
        const update = sets.get(key);
        const kept = drops === "*" || drops.includes(key) ? absent : carried;
        if (update) next.push([target, { given: { type: update.type, from: step.name }, answered: [] }]);
        if (!update || update.optional) next.push([target, kept]);
      }
    }
    wave = next;
  }
}

/** Nothing else is said of a reserved key, and it is said of every step that names it. */
function noteReserved({ name, reads, moves }: RandomStep, key: string, faults: Faults): void {
  if (reads.has(key) || moves.some(({ sets }) => sets.has(key))) faults.set(`OW304 ${name} ${key}`, 0);
}

/** A step answers for its key from then on: what a later step would say of it has been said. */
function judge({ name, reads }: RandomStep, key: string, carried: Carried, length: number, faults: Faults): Carried {
  const read = reads.get(key);
  if (!read) return carried;
  const answered = carried.answered.some((earlier) => (!earlier.optional || read.optional) && fits(earlier.type, read.type));
  const note = (fault: string) => faults.set(fault, faults.get(fault) ?? length);
  if (!answered && !carried.given && !read.optional) note(`OW101 ${name} ${key}`);
  if (!answered && carried.given && !fits(carried.given.type, read.type)) note(`OW102 ${name} ${key} ${carried.given.from}`);
  const known = carried.answered.some((earlier) => earlier.type === read.type && earlier.optional === read.optional);
  return known
    ? carried
    : { ...carried, answered: [...carried.answered, read].sort((one, other) => one.type - other.type || +one.optional - +other.optional) };
}
