/** The picture as SVG: laid out by Graphviz, drawn by us, so that it is accessible, themed and the same everywhere. */
import type { Graph } from "../model/graph.ts";
import { fillOf } from "./hues.ts";
import { type Layout, layOut, type Point } from "./layout.ts";
import { labelOf, linkLabelOf, linkTooltipOf, sizeOf, tooltipOf } from "./node-label.ts";
import type { Picture, PictureLink, PictureNode } from "./picture.ts";
import { svgAttributes, svgStyle } from "./svg-style.ts";
import { toPicture } from "./to-picture.ts";
import { elementId, escapeXml } from "./xml.ts";

/** How the SVG is embedded. */
export interface SvgOptions {
  /** Makes each step a link. */
  readonly hrefOf?: (step: string) => string;
}

const margin = 16;

/**
 * The graph as one SVG document. Readable on light and dark grounds; it refers to nothing outside.
 *
 * @example writeFileSync("cafe.svg", await toSvg(graph));
 */
export async function toSvg(graph: Graph): Promise<string> {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${await drawSvg(graph)}`;
}

/** The `<svg>` element alone, to be put into a page. */
export async function drawSvg(graph: Graph, options: SvgOptions = {}): Promise<string> {
  const picture = toPicture(graph);
  const layout = await layOut(graph, picture);
  const width = Math.ceil(layout.width + 2 * margin);
  const height = Math.ceil(layout.height + 2 * margin);
  const role = options.hrefOf ? "group" : "img";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="orchwits" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}"`,
    ` role="${role}" aria-labelledby="ow!title ow!desc" ${svgAttributes.root}>\n`,
    `<title id="ow!title">${escapeXml(graph.pipeline)}</title>\n`,
    `<desc id="ow!desc">${escapeXml(describe(graph, picture))}</desc>\n`,
    `<style>${svgStyle}</style>\n`,
    `<rect class="paper" x="${-margin}" y="${-margin}" width="${width}" height="${height}" rx="8" ${svgAttributes.paper}/>\n`,
    ...drawAll(graph, picture, layout, options),
    "</svg>\n",
  ].join("");
}

function describe(graph: Graph, picture: Picture): string {
  const steps = graph.steps.length === 1 ? "1 step" : `${graph.steps.length} steps`;
  const ends = picture.nodes.flatMap((node) => (node.kind === "step" && node.ends ? [node.step.name] : []));
  return `A flow chart of ${steps}${ends.length > 0 ? `, which may end in ${ends.join(", ")}` : ""}.`;
}

function drawAll(graph: Graph, picture: Picture, layout: Layout, options: SvgOptions): string[] {
  const origin = { x: 0, y: 0 };
  return [
    // Links come first, so that no arrow covers a label.
    ...picture.links.map((link, index) => {
      const { curve = [], tip = origin, label } = layout.links[index] ?? {};
      return drawLink(graph, link, curve, tip, label);
    }),
    ...picture.nodes.map((node, index) => drawNode(node, layout.nodes[index] ?? origin, options)),
  ];
}

function drawNode(node: PictureNode, middle: Point, options: SvgOptions): string {
  const { width, height } = sizeOf(node);
  const classes = [node.kind, ...(node.loops ? ["loops"] : []), ...(node.reached ? [] : ["unreached"])].join(" ");
  const look = node.kind === "step" && node.loops && node.reached ? svgAttributes.loopStep : svgAttributes[node.kind];
  const faded = node.reached ? "" : svgAttributes.unreached;
  const at = `transform="translate(${round(middle.x)} ${round(middle.y)})"`;
  const label = labelOf(node);
  const parts = [`<title>${escapeXml(tooltipOf(node))}</title>`];
  if (node.kind === "condition") {
    const box = `x="${-width / 2}" y="${-height / 2}" width="${width}" height="${height}" rx="3"`;
    parts.push(`<rect ${box} fill="${fillOf(node.hue)}" ${look}/>`);
  } else {
    parts.push(`<ellipse rx="${width / 2}" ry="${height / 2}" ${look}/>`);
    if (node.kind === "step" && node.ends) parts.push(`<ellipse class="inner" rx="${width / 2 - 4}" ry="${height / 2 - 4}" ${look}/>`);
    if (node.kind === "end") parts.push(`<circle class="inner" r="5" ${svgAttributes.endInner}/>`);
  }
  if (label !== "") parts.push(`<text y="5" class="label" ${svgAttributes.label(node)}>${escapeXml(label)}</text>`);
  if (node.kind === "step" && node.step.retries) parts.push(drawRetryMark(width, height));
  const body = parts.join("");
  const href = node.kind === "step" ? options.hrefOf?.(node.step.name) : undefined;
  const linked = href === undefined ? body : `<a href="${escapeXml(href)}" aria-label="${escapeXml(node.id)}">${body}</a>`;
  return `<g id="${escapeXml(elementId(node.id))}" class="${classes}" ${at}${faded}>${linked}</g>\n`;
}

/** A round arrow on the upper right of the ellipse. */
function drawRetryMark(width: number, height: number): string {
  const x = round((width / 2) * 0.8);
  const y = round((-height / 2) * 0.72);
  return (
    `<g class="retry" transform="translate(${x} ${y})"><circle r="8" ${svgAttributes.retryGround}/>` +
    `<path d="M3.8 -2.2A4.4 4.4 0 1 0 4.4 0.8M4.6 -5V-1.8H1.4" ${svgAttributes.retryArrow}/></g>`
  );
}

function drawLink(graph: Graph, link: PictureLink, curve: readonly Point[], tip: Point, label: Point | undefined): string {
  const [start, ...rest] = curve;
  if (!start) return "";
  const classes = ["link", ...(link.back ? ["back"] : []), ...(link.reached ? [] : ["unreached"])].join(" ");
  const tooltip = linkTooltipOf(graph, link);
  const text = linkLabelOf(link);
  const look = link.back && link.reached ? svgAttributes.back : svgAttributes.link;
  return [
    `<g class="${classes}" ${look.group}${link.reached ? "" : svgAttributes.unreached}>`,
    tooltip === undefined ? "" : `<title>${escapeXml(tooltip)}</title>`,
    `<path d="M${pair(start)}C${rest.map(pair).join(" ")}" fill="none"${link.dashed ? ` ${svgAttributes.dashed}` : ""}/>`,
    `<path class="tip" d="${arrow(curve.at(-1) ?? start, tip, link.back ? 4.2 : 3.4)}" stroke="none" ${look.tip}/>`,
    label && text !== undefined
      ? `<text x="${round(label.x)}" y="${round(label.y + 4)}" ${svgAttributes.linkLabel}>${escapeXml(text)}</text>`
      : "",
    "</g>\n",
  ].join("");
}

function arrow(base: Point, tip: Point, half: number): string {
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const x = ((tip.y - base.y) / length) * half;
  const y = ((base.x - tip.x) / length) * half;
  return `M${pair(tip)}L${pair({ x: base.x + x, y: base.y + y })}L${pair({ x: base.x - x, y: base.y - y })}Z`;
}

function pair({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
