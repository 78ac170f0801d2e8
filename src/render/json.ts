/** The graph as JSON that is stored and compared: the same graph gives the same bytes, whatever the order of its keys. */
import type { Graph } from "../model/graph.ts";

/** The longest line that an object or list may stand on. */
const lineLength = 120;

// The graph's own names in reading order; keys of the state and of options are sorted by name.
const fields = [
  "version pipeline kind name subject case edge decision anyOf to access text schema type optional",
  "file line column endLine endColumn reason fix at inheritedFrom description reads readsAll readsInput",
  "sets setsMore drops after result mostBytes mayHoldMore lossy edges flow branches decisions retries retryDelays options touches strays unread",
  "failureHandler stack steps types mismatches",
].flatMap((line) => line.split(" "));
const rank = new Map(fields.map((field, index) => [field, index]));
const ownKeysFree = new Set(["reads", "sets"]);
const allKeysFree = new Set(["options", "schema", "stack"]);

/**
 * The graph as indented JSON with a newline at its end.
 *
 * @example writeFileSync("cafe.graph.json", toJson(graph));
 */
export function toJson(graph: Graph): string {
  return `${print(graph, "", "named")}\n`;
}

/** Whether an object's keys are the graph's own, are the user's, or are the user's at any depth. */
type Keys = "named" | "own" | "all";

function print(value: unknown, indent: string, keys: Keys): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => print(item, inner, keys))
    : entries(value, keys).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner, below(key, keys))}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  const space = isList ? "" : " ";
  const line = `${open}${space}${parts.join(", ")}${space}${close}`;
  const fits = indent.length + line.length <= lineLength && !line.includes("\n");
  return fits ? line : `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}

function below(key: string, keys: Keys): Keys {
  if (keys === "all" || (keys === "named" && allKeysFree.has(key))) return "all";
  return keys === "named" && ownKeysFree.has(key) ? "own" : "named";
}

function entries(value: object, keys: Keys): [string, unknown][] {
  const order = (key: string): number => (keys === "named" ? (rank.get(key) ?? fields.length) : 0);
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1));
}
