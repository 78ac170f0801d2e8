/** What stands in a node of the picture and how large the node must be to hold it, in points. */
import type { Graph } from "../model/graph.ts";
import type { PictureLink, PictureNode } from "./picture.ts";
import { measureText } from "./text-width.ts";
import { shorten, wordChanges, wordPlace, wordReads } from "./wording.ts";

/** The size of the letters in nodes. */
export const fontSize = 14;

/** The fonts that labels are measured for; each falls back to one that is as wide. */
export const fontFamily = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/** The visible text. */
export function labelOf(node: PictureNode): string {
  switch (node.kind) {
    case "step":
      return shorten(node.step.name, 40);
    case "condition":
      return node.label;
    case "unknown":
      return node.name === null ? "?" : shorten(node.name, 40);
    case "end":
      return "";
  }
}

/** Width and height. A tenth is left over, because fallback fonts such as DejaVu Sans run wider than Helvetica. */
export function sizeOf(node: PictureNode): { readonly width: number; readonly height: number } {
  if (node.kind === "end") return { width: 18, height: 18 };
  const text = measureText(labelOf(node), fontSize) * 1.12;
  if (node.kind === "condition") return { width: Math.round(text + 30), height: 36 };
  const room = node.kind === "step" && node.ends ? 8 : 0;
  return { width: Math.round(Math.max(60, text + 42) + room), height: 38 + room };
}

/** What is said about a node when one points at it. */
export function tooltipOf(node: PictureNode): string {
  switch (node.kind) {
    case "step": {
      const { step } = node;
      const reads = wordReads(step);
      return [
        step.name,
        ...(step.description === undefined ? [] : [step.description]),
        ...(reads === undefined ? [] : [`reads ${reads}`]),
        ...(node.ends ? ["may end the execution"] : []),
        ...(node.loops ? ["may run again: it lies on a loop"] : []),
        ...(step.retries ? ["is retried after a failure"] : []),
        ...(node.reached ? [] : ["nothing leads here"]),
        wordPlace(step.at),
      ].join("\n");
    }
    case "condition":
      return `${node.text}\n${wordPlace(node.decision.at)}`;
    case "unknown":
      return node.name === null ? "The target is no literal, so it can't be drawn." : `There is no step '${node.name}'.`;
    case "end":
      return `${node.step.name} ends the execution`;
  }
}

/** What is said about an arrow when one points at it; undefined for an arrow between a step and its conditions. */
export function linkTooltipOf(graph: Graph, link: PictureLink): string | undefined {
  if (!link.edge) return undefined;
  const { edge, step } = link;
  const to = edge.kind === "done" ? "end" : (edge.to ?? "?");
  const changes = wordChanges(graph, edge);
  return [`${step.name} → ${to}`, ...(changes === undefined ? [] : [changes]), wordPlace(edge.at)].join("\n");
}

/** What stands beside an arrow. */
export function linkLabelOf(link: PictureLink): string | undefined {
  return link.edge?.kind === "next" && link.edge.after !== undefined ? `after ${shorten(link.edge.after, 24)}` : undefined;
}
