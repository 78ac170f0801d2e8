/** A random pipeline as the graph that the analyzer would read from its source. */
import { type Graph, graphVersion, type Place } from "../../src/model/graph.ts";
import { fits, type RandomKeys, type RandomPipeline, typeTexts } from "./random-pipeline.ts";

export function graphOf(pipeline: RandomPipeline): Graph {
  let line = 0;
  const place = (): Place => ({ file: "random.ts", line: ++line, column: 1, endLine: line, endColumn: 2 });
  const withPlaces = (keys: RandomKeys) => Object.fromEntries([...keys].map(([key, value]) => [key, { ...value, at: place() }]));
  const types = typeTexts.map((_, type) => type);
  return {
    version: graphVersion,
    pipeline: "Random",
    file: "random.ts",
    at: place(),
    types: typeTexts.map((text) => ({ text, schema: {} })),
    mismatches: types.flatMap((given) => types.filter((read) => !fits(given, read)).map((read) => [given, read] as const)),
    steps: pipeline.map(({ name, reads, readsAll, moves, done }) => ({
      name,
      at: place(),
      reads: withPlaces(reads),
      readsAll,
      edges: [
        ...moves.map(({ to, sets, setsMore, drops }) => ({
          kind: "next" as const,
          to,
          sets: withPlaces(sets),
          setsMore,
          drops,
          at: place(),
        })),
        ...(done ? [{ kind: "done" as const, at: place() }] : []),
      ],
      decisions: [],
      retries: false,
      options: {},
      touches: [],
      strays: [],
      unread: [],
    })),
  };
}
