/** The picture as a Mermaid flowchart, for places that draw Mermaid, such as Markdown on GitHub. */
import type { Graph } from "../model/graph.ts";
import { colours } from "./colours.ts";
import { fillOf } from "./hues.ts";
import { labelOf, linkLabelOf } from "./node-label.ts";
import type { PictureNode } from "./picture.ts";
import { toPicture } from "./to-picture.ts";

/**
 * The graph as a Mermaid flowchart with the same steps, boxes and arrows as the other pictures.
 *
 * @example console.log("```mermaid\n" + toMermaid(graph) + "```");
 */
export function toMermaid(graph: Graph): string {
  const picture = toPicture(graph);
  const idOf = names(picture.nodes);
  const back = picture.links.flatMap((link, index) => (link.back && link.reached ? [index] : []));
  const faded = picture.links.flatMap((link, index) => (link.reached ? [] : [index]));
  const lines = [
    "flowchart TD",
    ...picture.nodes.map((node) => `  ${idOf(node.id)}${shape(node)}`),
    ...picture.links.map((link) => {
      const label = linkLabelOf(link);
      const arrow = link.dashed ? "-.->" : "-->";
      return `  ${idOf(link.from)} ${arrow}${label === undefined ? "" : `|"${encode(label)}"|`} ${idOf(link.to)}`;
    }),
    ...classed(picture.nodes).flatMap(([name, look, ids]) => [`  classDef ${name} ${look}`, `  class ${ids.map(idOf).join(",")} ${name}`]),
    ...(back.length > 0 ? [`  linkStyle ${back.join(",")} stroke:${colours.loop},stroke-width:2px`] : []),
    ...(faded.length > 0 ? [`  linkStyle ${faded.join(",")} opacity:0.45`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function shape(node: PictureNode): string {
  const label = encode(labelOf(node));
  switch (node.kind) {
    case "step":
      return `(["${node.step.retries ? `${label} ↻` : label}"])`;
    case "condition":
      return `["${label}"]`;
    case "end":
      return `((("end")))`;
    case "unknown":
      return `(["${label}"])`;
  }
}

/** The classes in the order of their first node, each with its nodes: Mermaid takes only one class beside a node. */
function classed(nodes: readonly PictureNode[]): [name: string, look: string, ids: string[]][] {
  const members = new Map<string, [name: string, look: string, ids: string[]]>();
  for (const node of nodes) {
    for (const [name, look] of looksOf(node)) {
      const known = members.get(name);
      if (known) known[2].push(node.id);
      else members.set(name, [name, look, [node.id]]);
    }
  }
  return [...members.values()];
}

function looksOf(node: PictureNode): [name: string, look: string][] {
  const unreached: [string, string][] = node.reached ? [] : [["unreached", "opacity:0.45"]];
  switch (node.kind) {
    case "step":
      return [
        ["step", `fill:${colours.paper},stroke:${colours.line},color:${colours.text}`],
        ...(node.ends ? [["ends", "stroke-width:4px"] as [string, string]] : []),
        ...(node.loops ? [["loops", `stroke:${colours.loop}`] as [string, string]] : []),
        ...unreached,
      ];
    case "condition":
      return [[`hue${node.hue}`, `fill:${fillOf(node.hue)},stroke:${fillOf(node.hue)},color:${colours.text}`], ...unreached];
    case "end":
      return [["finish", `fill:${colours.line},stroke:${colours.line},color:${colours.line}`], ...unreached];
    case "unknown":
      return [["unknown", `fill:${colours.paper},stroke:${colours.wrong},color:${colours.wrong},stroke-dasharray:5 3`], ...unreached];
  }
}

/** Mermaid's ids are bare words, some of which are keywords (`end`): each gets a prefix, and what is not ASCII its number. */
function names(nodes: readonly PictureNode[]): (id: string) => string {
  const prefixes = { step: "s", condition: "c", end: "e", unknown: "u" } as const;
  const taken = new Set<string>();
  const given = new Map<string, string>();
  for (const node of nodes) {
    const words = node.id.replace(/[^A-Za-z0-9_]/gu, (character) =>
      character < "\u0080" ? "_" : `_${character.codePointAt(0)?.toString(16)}`,
    );
    let name = `${prefixes[node.kind]}_${words}`;
    while (taken.has(name)) name += "_";
    taken.add(name);
    given.set(node.id, name);
  }
  return (id) => given.get(id) ?? id;
}

/** Mermaid reads Markdown, HTML and its own `#` codes inside of quotes: whatever could be one of them is written as a code. */
function encode(text: string): string {
  return text.replace(/[^\p{L}\p{N} _'().,=?!+/…↻-]/gu, (character) => `#${character.codePointAt(0)};`);
}
