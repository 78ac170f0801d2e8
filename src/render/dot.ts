/** The picture in Graphviz's language; the SVG's layout is computed from the same text. */
import type { Decision, Graph } from "../model/graph.ts";
import { colours } from "./colours.ts";
import { fillOf } from "./hues.ts";
import { fontSize, labelOf, linkLabelOf, linkTooltipOf, sizeOf, tooltipOf } from "./node-label.ts";
import type { Picture, PictureLink, PictureNode } from "./picture.ts";
import { toPicture } from "./to-picture.ts";

type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * The graph as DOT, for Graphviz.
 *
 * @example writeFileSync("cafe.dot", toDot(graph)); // dot -Tpng cafe.dot -o cafe.png
 */
export function toDot(graph: Graph): string {
  return writeDot(graph, toPicture(graph));
}

/** DOT of a picture. The n-th link carries the id `link<n>`, so that a layout can be read back. */
export function writeDot(graph: Graph, picture: Picture): string {
  // A single name: Graphviz knows the widths of its letters, and falls back to Times for a list.
  const fontname = "Helvetica";
  const lines = [
    `graph${list({ tooltip: picture.pipeline, fontname, nodesep: 0.35, ranksep: 0.42, bgcolor: "white" })}`,
    `node${list({ fontname, fontsize: fontSize, shape: "ellipse", fixedsize: "true", color: colours.line, fontcolor: colours.text })}`,
    `edge${list({ fontname, fontsize: 11, color: colours.line, fontcolor: colours.quiet, arrowsize: 0.8 })}`,
    ...picture.nodes.map((node) => `${quote(node.id)}${list({ ...look(node), ...sizes(node), tooltip: tooltipOf(node) })}`),
    ...siblings(picture).map((ids) => `{ rank=same; ${ids.map(quote).join("; ")} }`),
    ...picture.links.map((link, index) => `${quote(link.from)} -> ${quote(link.to)}${list(linkLook(graph, link, index))}`),
  ];
  return `digraph ${quote(picture.pipeline)} {\n${lines.map((line) => `  ${line};\n`).join("")}}\n`;
}

/** The boxes of each decision that has several: they stand side by side. */
function siblings(picture: Picture): string[][] {
  const boxes = new Map<Decision, string[]>();
  for (const node of picture.nodes) {
    if (node.kind === "condition") boxes.set(node.decision, [...(boxes.get(node.decision) ?? []), node.id]);
  }
  return [...boxes.values()].filter((ids) => ids.length > 1);
}

function look(node: PictureNode): Attributes {
  const faded = node.reached ? {} : { color: colours.faded, fontcolor: colours.faded };
  switch (node.kind) {
    case "step":
      return {
        label: node.step.retries ? `${labelOf(node)} ↻` : labelOf(node),
        peripheries: node.ends ? 2 : undefined,
        ...(node.loops && { color: colours.loop }),
        ...faded,
      };
    case "condition": {
      const fill = `${fillOf(node.hue)}7f`;
      return { label: labelOf(node), shape: "box", style: "filled", fillcolor: fill, ...faded, color: fill };
    }
    case "end":
      return { label: "", shape: "doublecircle", style: "filled", fillcolor: node.reached ? colours.line : colours.faded, ...faded };
    case "unknown":
      return { label: labelOf(node), style: "dashed", color: colours.wrong, fontcolor: colours.wrong };
  }
}

function sizes(node: PictureNode): Attributes {
  const { width, height } = sizeOf(node);
  // Graphviz adds the second outline outside of the size that it is given: 4 points on each side.
  const outline = node.kind === "end" || (node.kind === "step" && node.ends) ? 8 : 0;
  return { width: inches(width - outline), height: inches(height - outline) };
}

function linkLook(graph: Graph, link: PictureLink, index: number): Attributes {
  return {
    id: `link${index}`,
    style: link.dashed ? "dashed" : undefined,
    ...(link.back && { color: colours.loop, penwidth: 1.8 }),
    ...(!link.reached && { color: colours.faded }),
    label: linkLabelOf(link)?.replace(/^|$/g, " "),
    tooltip: linkTooltipOf(graph, link),
  };
}

function list(attributes: Attributes): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return ` [${given.map(([name, value]) => `${name}=${typeof value === "number" ? value : quote(value ?? "")}`).join(", ")}]`;
}

function inches(points: number): number {
  return Math.round((points / 72) * 1_000) / 1_000;
}

/** Quotes keep keywords harmless; Graphviz reads backslashes and entities inside of them. */
function quote(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("&", "&amp;")
    .replaceAll("\n", "\\n")
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, "�");
  return `"${escaped}"`;
}
