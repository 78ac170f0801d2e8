/** Builds small graphs for the tests of the rules, as short as they can be told. */
import type { DoneEdge, Edge, Graph, NextEdge, Place, Read, Step, Update } from "../../model/graph.ts";
import { graphVersion } from "../../model/graph.ts";

const texts = ["number", "string", "number | string"];
const mismatches = [
  [0, 1],
  [1, 0],
  [2, 0],
  [2, 1],
] as const;

/** `beans`, `beans?`, `beans: string`, `beans?: string`; without a type a key is a number. */
export type KeyText = string;

interface StepParts {
  readonly reads?: readonly KeyText[];
  readonly readsAll?: boolean;
  readonly ends?: readonly Edge[];
  readonly more?: Partial<Step>;
}

const nowhere: Place = { file: "cafe.ts", line: 0, column: 1, endLine: 0, endColumn: 2 };

/** A move; `drops` is `"*"` or key names. */
export function next(
  to: string | null,
  sets: readonly KeyText[] = [],
  drops: readonly string[] | "*" = [],
  more: Partial<NextEdge> = {},
): NextEdge {
  return { kind: "next", to, sets: keysOf(sets), setsMore: false, drops, at: nowhere, ...more };
}

export const done: DoneEdge = { kind: "done", at: nowhere };

/**
 * A graph of a pipeline named `Cafe`. Places tell where they are: step n stands on line 10n, its keys on the lines after, its
 * edges on lines 10n + 5, 10n + 6 and so on.
 */
export function buildGraph(steps: Readonly<Record<string, StepParts>>): Graph {
  return {
    version: graphVersion,
    pipeline: "Cafe",
    file: "cafe.ts",
    at: on(1),
    types: texts.map((text) => ({ text, schema: {}, ...(text === "number" && { mostBytes: 24 }) })),
    mismatches,
    steps: Object.entries(steps).map(([name, { reads = [], readsAll = false, ends = [done], more = {} }], index) => {
      const line = (index + 1) * 10;
      return {
        name,
        at: on(line),
        reads: place(keysOf(reads), line + 1),
        readsAll,
        edges: ends.map((edge, end): Edge => {
          const at = on(line + 5 + end);
          return edge.kind === "done" ? { ...edge, at } : { ...edge, sets: mapValues(edge.sets, (update) => ({ ...update, at })), at };
        }),
        decisions: [],
        retries: false,
        options: {},
        touches: [],
        strays: [],
        unread: [],
        ...more,
      };
    }),
  };
}

/** The place on a line of the made-up source. */
export function on(line: number): Place {
  return { ...nowhere, line, endLine: line };
}

function keysOf(keys: readonly KeyText[]): Record<string, Read & Update> {
  return Object.fromEntries(
    keys.map((text) => {
      const [, key = "", optional, type = "number"] = /^(.+?)(\?)?(?:: (.+))?$/.exec(text) ?? [];
      return [key, { type: texts.indexOf(type), optional: optional === "?", at: nowhere }];
    }),
  );
}

function place(reads: Readonly<Record<string, Read>>, line: number): Record<string, Read> {
  let current = line;
  return mapValues(reads, (read) => ({ ...read, at: on(current++) }));
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
