/** Draws one step: its ellipse, the boxes of its conditions, and the arrows that its flow takes through them. */
import type { Flow, Place, Step } from "../model/graph.ts";
import { boxesOf, type ConditionBox } from "./condition-boxes.ts";
import type { Hue } from "./hues.ts";
import type { PictureLink, PictureNode } from "./picture.ts";

/** A node or link before the whole picture is known. */
type Drawn<T> = T extends unknown ? Omit<T, "reached" | "loops" | "back"> : never;
export type DrawnNode = Drawn<PictureNode>;
export type DrawnLink = Drawn<PictureLink>;

/** What a step is drawn on. */
export interface Canvas {
  /** Adds a node and tells its id, which differs from the wished one where that is taken. */
  readonly addNode: (node: DrawnNode) => string;
  readonly addLink: (link: DrawnLink) => void;
  /** The id of the node that a move to this name leads to. */
  readonly targetOf: (step: Step, name: string | null) => string;
  readonly hueAt: (place: Place) => Hue;
}

interface DrawnBox {
  readonly id: string;
  readonly box: ConditionBox;
}

/** Draws a step and all that leads on from it. A decision that several ways share is drawn once. */
export function drawStep(step: Step, canvas: Canvas): void {
  canvas.addNode({ kind: "step", id: step.name, step, ends: step.edges.some((edge) => edge.kind === "done") });
  const drawnEdges = new Set<number>();
  const drawnBoxes = new Map<number, readonly DrawnBox[]>();
  let end: string | undefined;

  const drawEdge = (index: number, from: string, dashed: boolean): void => {
    const edge = step.edges[index];
    if (!edge) return;
    drawnEdges.add(index);
    if (edge.kind === "next") {
      canvas.addLink({ from, to: canvas.targetOf(step, edge.to), dashed, edge, step });
    } else if (!onlyEnds(step)) {
      end ??= canvas.addNode({ kind: "end", id: `${step.name}!`, step });
      canvas.addLink({ from, to: end, dashed, edge, step });
    }
  };

  const drawDecision = (index: number, from: string, dashed: boolean): void => {
    const known = drawnBoxes.get(index);
    const boxes = known ?? addBoxes(step, index, canvas);
    for (const { id } of boxes) canvas.addLink({ from, to: id, dashed, step });
    if (known) return;
    drawnBoxes.set(index, boxes);
    for (const { box, id } of boxes) {
      if (box.match) draw(box.match, id, false);
      if (box.otherwise) draw(box.otherwise, id, true);
    }
  };

  const draw = (flow: Flow, from: string, dashed: boolean): void => {
    if ("edge" in flow) drawEdge(flow.edge, from, dashed);
    else if ("decision" in flow) drawDecision(flow.decision, from, dashed);
    else for (const part of flow.anyOf) draw(part, from, dashed);
  };

  if (step.flow) draw(step.flow, step.name, false);
  // The flow should lead to every edge; should it not, an arrow without its condition is better than none.
  for (const index of step.edges.keys()) if (!drawnEdges.has(index)) drawEdge(index, step.name, false);
}

/** Whether a step ends without a condition, and does nothing else: its own shape says so, without an arrow. */
function onlyEnds(step: Step): boolean {
  return step.decisions.length === 0 && step.edges.every((edge) => edge.kind === "done");
}

function addBoxes(step: Step, index: number, canvas: Canvas): DrawnBox[] {
  const decision = step.decisions[index];
  if (!decision) return [];
  const hue = canvas.hueAt(decision.at);
  return boxesOf(decision).map((box, at) => ({
    box,
    id: canvas.addNode({ kind: "condition", id: `${step.name}?${index + 1}.${at + 1}`, step, decision, hue, ...box }),
  }));
}
