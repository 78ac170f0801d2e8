/** The analyzer's data flow against brute force, and the laws that it must obey. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../src/analyzer/check.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { liveKeys } from "../../src/model/live-keys.ts";
import { bruteForce, follow } from "./brute-force.ts";
import { graphOf } from "./graph-of.ts";
import { keyNames, type RandomPipeline, randomPipeline } from "./random-pipeline.ts";

const runs = { numRuns: 1_500 };

function giver(diagnostic: Diagnostic, pipeline: RandomPipeline): string {
  const name = /, but '(\w+)' gives it/.exec(diagnostic.message)?.[1];
  return name !== undefined && pipeline.some((step) => step.name === name) ? name : "";
}

function faultsOf(pipeline: RandomPipeline): Map<string, number> {
  const faults = new Map<string, number>();
  for (const found of check(graphOf(pipeline))) {
    // A step may name a reserved key in several places, of which each has to be changed.
    if (found.code === "OW304") faults.set(`OW304 ${found.step} ${found.key}`, 0);
    if (found.code !== "OW101" && found.code !== "OW102") continue;
    const id = `${found.code} ${found.step} ${found.key}${found.code === "OW102" ? ` ${giver(found, pipeline)}` : ""}`;
    expect(faults.has(id), `${id} is reported once`).toBe(false);
    faults.set(id, found.path?.length ?? 0);
  }
  return faults;
}

const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));

describe("check", () => {
  it("finds the faults that brute force finds, on paths as short", () => {
    fc.assert(
      fc.property(randomPipeline, (pipeline) => {
        expect(sorted(faultsOf(pipeline))).toEqual(sorted(bruteForce(pipeline)));
      }),
      runs,
    );
  });

  it("names paths that exist", () => {
    fc.assert(
      fc.property(randomPipeline, (pipeline) => {
        for (const { code, path, step } of check(graphOf(pipeline))) {
          if (!path) continue;
          if (code === "OW101" || code === "OW107") expect([path[0], path.at(-1)]).toEqual(["start", step]);
          path.slice(1).forEach((to, index) => {
            expect(pipeline.find(({ name }) => name === path[index])?.moves.some((move) => move.to === to)).toBe(true);
          });
        }
      }),
      runs,
    );
  });

  it("misses no key more when a move sets it too", () => {
    fc.assert(
      fc.property(randomPipeline, fc.nat(), fc.constantFrom(...keyNames), (pipeline, choice, key) => {
        const places = pipeline.flatMap(({ moves }, step) => moves.map((_, move) => [step, move] as const));
        const place = places[choice % Math.max(1, places.length)];
        if (!place) return;
        const more = pipeline.map((step, index) => ({
          ...step,
          moves: step.moves.map((move, at) =>
            index === place[0] && at === place[1] ? { ...move, sets: new Map([...move.sets, [key, { type: 0, optional: false }]]) } : move,
          ),
        }));
        const missing = (one: RandomPipeline) =>
          new Set([...faultsOf(one).keys()].filter((id) => id.startsWith("OW101") && id.endsWith(` ${key}`)));
        for (const fault of missing(more)) expect(missing(pipeline)).toContain(fault);
      }),
      runs,
    );
  });

  it("gives the same answer whatever the order of steps", () => {
    fc.assert(
      fc.property(randomPipeline, (pipeline) => {
        const told = (one: RandomPipeline) =>
          check(graphOf(one))
            .map(({ code, step, key }) => `${code} ${code === "OW106" || code === "OW108" ? "" : `${step} ${key}`}`)
            .sort();
        expect(told([...pipeline].reverse())).toEqual(told(pipeline));
      }),
      runs,
    );
  });

  it("never says of a key that arrives that no path provides it", () => {
    fc.assert(
      fc.property(randomPipeline, (pipeline) => {
        if (pipeline.some(({ moves, readsAll }) => readsAll || moves.some(({ setsMore }) => setsMore))) return;
        const arrives = new Set<string>();
        for (const key of keyNames) {
          follow(pipeline, key, ({ name }, carried) => {
            if (carried.given) arrives.add(`${name} ${key}`);
            return carried;
          });
        }
        for (const { code, step, key, message } of check(graphOf(pipeline))) {
          if (code === "OW107" && message.includes("no path provides")) expect(arrives).not.toContain(`${step} ${key}`);
          if (code === "OW203") expect(arrives).not.toContain(`${step} ${key}`);
        }
      }),
      runs,
    );
  });
});

describe("live keys", () => {
  // What every path lets each step see of the values, with and without pruning on arrival.
  function seen(pipeline: RandomPipeline, live: ReturnType<typeof liveKeys> | undefined): Set<string> {
    const views = new Set<string>();
    for (const key of keyNames) {
      follow(pipeline, key, (step, carried) => {
        const kept = live?.get(step.name);
        const pruned = kept === undefined || kept === "all" || kept.has(key) ? carried : { answered: carried.answered };
        if (step.readsAll || step.reads.has(key)) views.add(JSON.stringify([step.name, key, pruned.given]));
        return pruned;
      });
    }
    return views;
  }

  it("never matter to a step when they are gone", () => {
    fc.assert(
      fc.property(randomPipeline, (pipeline) => {
        expect(seen(pipeline, liveKeys(graphOf(pipeline)))).toEqual(seen(pipeline, undefined));
      }),
      runs,
    );
  });

  it("are no more than what some step behind reads", () => {
    fc.assert(
      fc.property(randomPipeline, (pipeline) => {
        for (const [name, live] of liveKeys(graphOf(pipeline))) {
          if (live === "all") continue;
          for (const key of live) expect(isReadBehind(pipeline, name, key)).toBe(true);
        }
      }),
      runs,
    );
  });
});

function isReadBehind(pipeline: RandomPipeline, from: string, key: string, seen = new Set<string>()): boolean {
  const step = pipeline.find(({ name }) => name === from);
  if (!step || seen.has(from)) return false;
  seen.add(from);
  if (step.reads.has(key)) return true;
  return step.moves.some(({ to, sets, drops }) => {
    const stops = sets.get(key)?.optional === false || drops === "*" || drops.includes(key);
    return !stops && isReadBehind(pipeline, to, key, seen);
  });
}
