/** What holds for every picture, in every format: no edge is lost, ids are unique, and the same graph gives the same bytes. */
import { instance } from "@viz-js/viz";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../model/graph.ts";
import { arbitraryGraph, reorderKeys } from "./arbitrary-graph.fixture.ts";
import { toDot } from "./dot.ts";
import { toHtml } from "./html.ts";
import { toJson } from "./json.ts";
import { layOut } from "./layout.ts";
import { toMermaid } from "./mermaid.ts";
import { sizeOf } from "./node-label.ts";
import { toSvg } from "./svg.ts";
import { toText } from "./text.ts";
import { toPicture } from "./to-picture.ts";
import { expectWellFormed } from "./well-formed.fixture.ts";

const viz = await instance();
const settings = { numRuns: 40 };

interface Drawn {
  readonly nodes: readonly string[];
  readonly links: readonly { readonly from: string; readonly to: string; readonly dashed: boolean }[];
}

/** What Graphviz itself understands of our DOT. */
function readDot(dot: string): Drawn {
  const result = viz.render(dot, { format: "json0" });
  expect(result.errors.filter((error) => error.level === "error")).toEqual([]);
  const laid = JSON.parse(result.output ?? "{}");
  const objects: { _gvid: number; pos?: string; name: string }[] = laid.objects ?? [];
  const nodes = objects.filter((node) => node.pos !== undefined).map((node) => node.name);
  const names = new Map(objects.map((node) => [node._gvid, node.name]));
  const links = (laid.edges ?? []).map((edge: { tail: number; head: number; style?: string; id: string }) => ({
    from: names.get(edge.tail),
    to: names.get(edge.head),
    dashed: edge.style === "dashed",
    index: Number(edge.id.replace("link", "")),
  }));
  return { nodes, links: links.sort((a: { index: number }, b: { index: number }) => a.index - b.index) };
}

function readMermaid(text: string): Drawn {
  const lines = text.split("\n").filter((line) => !/^ {2}(class|classDef|linkStyle) /.test(line));
  const nodes = lines.flatMap((line) => /^ {2}(\w+)[([]+"[^"]*"[)\]]+$/.exec(line)?.[1] ?? []);
  const links = lines.flatMap((line) => {
    const [, from, arrow, to] = /^ {2}(\w+) (-->|-\.->)(?:\|"[^"]*"\|)? (\w+)$/.exec(line) ?? [];
    return from !== undefined && to !== undefined ? [{ from, to, dashed: arrow !== "-->" }] : [];
  });
  expect(nodes.length + links.length + 2).toBe(lines.length);
  return { nodes, links };
}

describe("every picture", () => {
  test("leads each step to each target that the graph knows, through its own conditions only", () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const { nodes, links } = toPicture(graph);
        const node = new Map(nodes.map((each) => [each.id, each]));
        expect(node.size).toBe(nodes.length);
        for (const step of graph.steps) {
          const found = new Set<unknown>();
          const open = [step.name];
          for (const id of open) {
            for (const link of links) {
              if (link.from !== id) continue;
              const target = node.get(link.to);
              expect(target).toBeDefined();
              if (target?.kind === "condition") {
                expect(target.step).toBe(step);
                if (!open.includes(target.id)) open.push(target.id);
              } else {
                expect(link.edge).toBeDefined();
                found.add(link.edge);
              }
            }
          }
          const bareEnd = step.decisions.length === 0 && step.edges.every((edge) => edge.kind === "done");
          expect(found).toEqual(new Set(bareEnd ? [] : step.edges));
        }
      }),
      settings,
    );
  });

  test("says the same in DOT, as Graphviz reads it, in Mermaid and in the SVG", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, async (graph) => {
        const picture = toPicture(graph);
        const place = new Map(picture.nodes.map((node, index) => [node.id, index]));
        const expected = picture.links.map((link) => [place.get(link.from), place.get(link.to), link.dashed]);

        const dot = readDot(toDot(graph));
        expect(dot.nodes).toHaveLength(picture.nodes.length);
        expect(dot.links.map((link) => [dot.nodes.indexOf(link.from), dot.nodes.indexOf(link.to), link.dashed])).toEqual(expected);

        const mermaid = readMermaid(toMermaid(graph));
        expect(new Set(mermaid.nodes).size).toBe(picture.nodes.length);
        expect(mermaid.links.map((link) => [mermaid.nodes.indexOf(link.from), mermaid.nodes.indexOf(link.to), link.dashed])).toEqual(
          expected,
        );

        const svg = await toSvg(graph);
        expectWellFormed(svg);
        expect(svg.match(/class="link/g) ?? []).toHaveLength(picture.links.length);
        expect(svg).not.toMatch(/NaN|undefined,|d="M0,0C"/);
        const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      settings,
    );
  });

  test("keeps nodes apart, inside of the picture, and arrows at their ends", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, async (graph) => {
        const picture = toPicture(graph);
        const layout = await layOut(graph, picture);
        const boxes = picture.nodes.map((node, index) => ({
          ...sizeOf(node),
          ...(layout.nodes[index] ?? { x: Number.NaN, y: Number.NaN }),
        }));
        boxes.forEach((a, index) => {
          expect(Math.min(a.x - a.width / 2, layout.width - a.x - a.width / 2)).toBeGreaterThan(-1);
          expect(Math.min(a.y - a.height / 2, layout.height - a.y - a.height / 2)).toBeGreaterThan(-1);
          for (const b of boxes.slice(index + 1)) {
            const apart = Math.max(Math.abs(a.x - b.x) - (a.width + b.width) / 2, Math.abs(a.y - b.y) - (a.height + b.height) / 2);
            expect(apart).toBeGreaterThan(4);
          }
        });
        picture.links.forEach((link, index) => {
          const target = boxes[picture.nodes.findIndex((node) => node.id === link.to)];
          const { tip, curve } = layout.links[index] ?? { tip: { x: 0, y: 0 }, curve: [] };
          expect(curve.length % 3).toBe(1);
          expect(Math.abs(tip.x - (target?.x ?? 0))).toBeLessThan((target?.width ?? 0) / 2 + 3);
          expect(Math.abs(tip.y - (target?.y ?? 0))).toBeLessThan((target?.height ?? 0) / 2 + 3);
        });
      }),
      settings,
    );
  });

  test("is the same bytes for the same graph, whatever the order of keys", async () => {
    const all = async (graph: Graph) => [
      toText(graph),
      toDot(graph),
      toMermaid(graph),
      toJson(graph),
      await toSvg(graph),
      await toHtml(graph),
    ];
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, async (graph) => {
        expect(await all(reorderKeys(graph))).toEqual(await all(graph));
      }),
      { numRuns: 15 },
    );
  });

  test("is well-formed and harmless as a page", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, async (graph) => {
        const page = await toHtml(graph);
        expect(page.match(/<script|<\/script/gi)).toHaveLength(2);
        expect(page.match(/\b(src|href)="(?!#)/g)).toBeNull();
        const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
        for (const step of graph.steps) expect(page.split(`<article id="step-${encodeURIComponent(step.name)}"`)).toHaveLength(2);
      }),
      { numRuns: 15 },
    );
  });

  test("survives as JSON", () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        expect(JSON.parse(toJson(graph))).toEqual(JSON.parse(JSON.stringify(graph)));
      }),
      settings,
    );
  });
});
