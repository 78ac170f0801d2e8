/** The picture of a graph as plain nodes and links, so that every format draws the same steps, boxes and edges. */
import type { Decision, Edge, Step } from "../model/graph.ts";
import type { ConditionBox } from "./condition-boxes.ts";
import type { Hue } from "./hues.ts";

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
