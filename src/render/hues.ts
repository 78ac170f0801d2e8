/** One hue per place in the source, so that boxes that belong together look it, in every format alike. */
import type { Graph, Place } from "../model/graph.ts";

/** Degrees on the colour wheel. */
export type Hue = number;

// Neighbours in this order are far apart on the wheel, and none is the red that warns.
const wheel: readonly Hue[] = [180, 120, 240, 45, 300, 80, 210, 150, 270, 25, 330, 60];

/** The hue of each decision's place, in the order in which places first appear. */
export function hues(graph: Graph): (at: Place) => Hue {
  const order = new Map<string, Hue>();
  for (const step of graph.steps) {
    for (const { at } of step.decisions) {
      if (!order.has(keyOf(at))) order.set(keyOf(at), wheel[order.size % wheel.length] ?? 0);
    }
  }
  return (at) => order.get(keyOf(at)) ?? 0;
}

function keyOf(at: Place): string {
  return `${at.line}:${at.column}:${at.endLine}:${at.endColumn}:${at.file}`;
}

/** The fill of a condition's box as `#rrggbb`, pale enough for dark text. */
export function fillOf(hue: Hue): string {
  return hex(hue, 0.57, 0.763);
}

function hex(hue: Hue, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
