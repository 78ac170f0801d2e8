/** Draws a graph as a picture: every step in turn, then what only the whole picture can tell. */
import type { Graph, Step } from "../model/graph.ts";
import { type Canvas, type DrawnLink, type DrawnNode, drawStep } from "./draw-step.ts";
import { hues } from "./hues.ts";
import type { Picture } from "./picture.ts";
import { findTraits } from "./traits.ts";

/** The picture of a graph: nothing of the graph is left out, and nothing is added. */
export function toPicture(graph: Graph): Picture {
  const nodes: DrawnNode[] = [];
  const links: DrawnLink[] = [];
  const canvas = openCanvas(graph, nodes, links);
  for (const step of graph.steps) drawStep(step, canvas);
  const { isReached, loops, back } = findTraits(
    nodes.map((node) => node.id),
    links,
    "start",
  );
  return {
    pipeline: graph.pipeline,
    nodes: nodes.map((node) => ({ ...node, reached: isReached(node.id), loops: loops.has(node.id) })),
    links: links.map((link) => ({ ...link, reached: isReached(link.from), back: back.has(link) })),
  };
}

function openCanvas(graph: Graph, nodes: DrawnNode[], links: DrawnLink[]): Canvas {
  const steps = new Set(graph.steps.map((step) => step.name));
  const taken = new Set(steps);
  const unknown = new Map<string, string>();
  const unused = (id: string): string => (taken.has(id) ? unused(`${id}'`) : id);
  const addNode: Canvas["addNode"] = (node) => {
    const id = node.kind === "step" ? node.id : unused(node.id);
    taken.add(id);
    nodes.push({ ...node, id });
    return id;
  };
  return {
    addNode,
    addLink: (link) => links.push(link),
    hueAt: hues(graph),
    targetOf: (step: Step, name: string | null): string => {
      if (name === null) return addNode({ kind: "unknown", id: `${step.name}>?`, name });
      if (steps.has(name)) return name;
      const id = unknown.get(name) ?? addNode({ kind: "unknown", id: `>${name}`, name });
      unknown.set(name, id);
      return id;
    },
  };
}
