/** The picture of a graph as plain nodes and links, so that every format draws the same steps, boxes and edges. */
import type { Decision, Edge, Flow, Graph, Step } from "../model/graph.ts";
import { boxesOf, type ConditionBox } from "./condition-boxes.ts";
import { type Hue, hues } from "./hues.ts";
import { findTraits } from "./traits.ts";

/** Everything that is drawn, in a fixed order: steps as in the graph, each followed by what belongs to it. */
export interface Picture {
  readonly pipeline: string;
  readonly nodes: readonly PictureNode[];
  readonly links: readonly PictureLink[];
}

/** An ellipse for a step, a box for a condition, a dot where a step ends, or a warning where a move leads nowhere. */
export type PictureNode = StepNode | ConditionNode | EndNode | UnknownNode;

interface NodeTraits {
  /** Unique in the picture, and the same as long as the step and its conditions are. */
  readonly id: string;
  /** Whether the entry step leads here. */
  readonly reached: boolean;
  /** Whether an execution may come back here. */
  readonly loops: boolean;
}

export interface StepNode extends NodeTraits {
  readonly kind: "step";
  readonly step: Step;
  /** Whether the execution may end in this step. */
  readonly ends: boolean;
}

export interface ConditionNode extends NodeTraits, ConditionBox {
  readonly kind: "condition";
  readonly step: Step;
  readonly decision: Decision;
  readonly hue: Hue;
}

export interface EndNode extends NodeTraits {
  readonly kind: "end";
  readonly step: Step;
}

export interface UnknownNode extends NodeTraits {
  readonly kind: "unknown";
  /** The name of the missing step, or null where the source has no literal. */
  readonly name: string | null;
}

/** An arrow of the picture. */
export interface PictureLink {
  readonly from: string;
  readonly to: string;
  /** Whether it is taken when the condition it leaves does not hold. */
  readonly dashed: boolean;
  /** The edge that it completes; an arrow to a condition completes none. */
  readonly edge?: Edge;
  /** The step whose outcome it belongs to. */
  readonly step: Step;
  readonly reached: boolean;
  /** Whether it goes back to where the execution has been. */
  readonly back: boolean;
}

type Bare<T> = T extends unknown ? Omit<T, "reached" | "loops" | "back"> : never;

/** Lays out what is to be drawn: nothing of the graph is left out, and nothing is added. */
export function toPicture(graph: Graph): Picture {
  const nodes: Bare<PictureNode>[] = [];
  const links: Bare<PictureLink>[] = [];
  const names = new Set(graph.steps.map((step) => step.name));
  const ids = new Set(names);
  const unknown = new Map<string, string>();
  const hueAt = hues(graph);

  for (const step of graph.steps) {
    nodes.push({ kind: "step", id: step.name, step, ends: step.edges.some((edge) => edge.kind === "done") });
    const drawn = new Set<number>();
    const boxesAt = new Map<number, readonly { readonly box: ConditionBox; readonly id: string }[]>();
    const bareEnd = step.flow !== undefined && "edge" in step.flow && step.edges[step.flow.edge]?.kind === "done";
    let end: string | undefined;

    const drawEdge = (index: number, from: string, dashed: boolean): void => {
      const edge = step.edges[index];
      if (!edge) return;
      drawn.add(index);
      // A step that does nothing else than end is marked by its own shape.
      if (edge.kind === "done" && bareEnd) return;
      const to = edge.kind === "done" ? (end ??= addNode({ kind: "end", id: unused(`${step.name}!`), step })) : targetOf(edge.to);
      links.push({ from, to, dashed, edge, step });
    };
    const targetOf = (name: string | null): string => {
      if (name !== null && names.has(name)) return name;
      const known = name === null ? undefined : unknown.get(name);
      if (known !== undefined) return known;
      const id = addNode({ kind: "unknown", id: unused(name === null ? `${step.name}>?` : `>${name}`), name });
      if (name !== null) unknown.set(name, id);
      return id;
    };
    const addNode = (node: Bare<PictureNode>): string => {
      ids.add(node.id);
      nodes.push(node);
      return node.id;
    };
    const unused = (id: string): string => (ids.has(id) ? unused(`${id}'`) : id);

    const draw = (flow: Flow, from: string, dashed: boolean): void => {
      if ("edge" in flow) return drawEdge(flow.edge, from, dashed);
      if ("anyOf" in flow) {
        for (const part of flow.anyOf) draw(part, from, dashed);
        return;
      }
      const decision = step.decisions[flow.decision];
      if (!decision) return;
      const known = boxesAt.get(flow.decision);
      const boxes = known ?? boxesOf(decision).map((box, at) => ({ box, id: unused(`${step.name}?${flow.decision + 1}.${at + 1}`) }));
      if (!known) {
        boxesAt.set(flow.decision, boxes);
        for (const { box, id } of boxes) addNode({ kind: "condition", id, step, decision, hue: hueAt(decision.at), ...box });
      }
      for (const { id } of boxes) links.push({ from, to: id, dashed, step });
      if (known) return;
      for (const { box, id } of boxes) {
        if (box.match) draw(box.match, id, false);
        if (box.otherwise) draw(box.otherwise, id, true);
      }
    };

    if (step.flow) draw(step.flow, step.name, false);
    // The flow should lead to every edge; should it not, an arrow without its condition is better than none.
    for (const index of step.edges.keys()) if (!drawn.has(index)) drawEdge(index, step.name, false);
  }
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
