/** Where Graphviz puts the nodes and links of a picture, in points from the upper left corner. */
import type { Graph } from "../model/graph.ts";
import { writeDot } from "./dot.ts";
import type { Picture } from "./picture.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The middle of each node, in the picture's order. */
  readonly nodes: readonly Point[];
  /** Each link in the picture's order: a start and three control points for each curve, then the arrow's tip. */
  readonly links: readonly { readonly curve: readonly Point[]; readonly tip: Point; readonly label?: Point }[];
}

interface Laid {
  readonly bb: string;
  readonly objects?: readonly { readonly pos?: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

/** Lays the picture out. Graphviz is loaded when it is first needed. */
export async function layOut(graph: Graph, picture: Picture): Promise<Layout> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  const result = viz.render(writeDot(graph, picture), { format: "json0", engine: "dot" });
  if (result.status !== "success") {
    throw new Error(`Graphviz could not lay out '${picture.pipeline}': ${result.errors.map((error) => error.message).join("; ")}`);
  }
  const laid = JSON.parse(result.output) as Laid;
  const [, , width = 0, height = 0] = laid.bb.split(",").map(Number);
  const point = (text: string): Point => {
    const [x = 0, y = 0] = text.split(",").map(Number);
    return { x, y: height - y };
  };
  // Nodes come in the order in which the text declares them, after groups of nodes, which have no position.
  const positions = laid.objects?.flatMap((object) => object.pos ?? []) ?? [];
  const edges = new Map(laid.edges?.map((edge) => [edge.id, edge]));
  return {
    width,
    height,
    nodes: picture.nodes.map((_, index) => point(positions[index] ?? "0,0")),
    links: picture.links.map((_, index) => {
      const edge = edges.get(`link${index}`);
      const parts = edge?.pos.split(" ") ?? [];
      const curve = parts.filter((part) => !/^[es],/.test(part)).map(point);
      const tip = parts.find((part) => part.startsWith("e,"));
      return {
        curve,
        tip: tip === undefined ? (curve.at(-1) ?? { x: 0, y: 0 }) : point(tip.slice(2)),
        ...(edge?.lp !== undefined && { label: point(edge.lp) }),
      };
    }),
  };
}
