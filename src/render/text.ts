/** The graph as an outline for terminals: each step, what it reads, and how its conditions lead on. */
import type { Edge, Flow, Graph, Step } from "../model/graph.ts";
import { branchText } from "./condition-boxes.ts";
import type { Picture, StepNode } from "./picture.ts";
import { toPicture } from "./to-picture.ts";
import { shorten, wordChanges, wordPlace, wordReads } from "./wording.ts";

/** One line of a step's tree, before it is drawn. */
interface Branch {
  readonly text: string;
  /** Where a condition leads, where that is a single way: it stands on the same line. */
  readonly way?: string;
  readonly below: readonly Branch[];
}

/**
 * The graph as plain text.
 *
 * @example console.log(toText(graph));
 */
export function toText(graph: Graph): string {
  const picture = toPicture(graph);
  const count = graph.steps.length === 1 ? "1 step" : `${graph.steps.length} steps`;
  const lines = [`${graph.pipeline}, ${count}, ${graph.file}`];
  const goesBack = backEdges(picture);
  for (const node of picture.nodes) {
    if (node.kind !== "step") continue;
    lines.push("", heading(node));
    if (node.step.description !== undefined) lines.push(`│ ${shorten(node.step.description, 100)}`);
    lines.push(...drawTree(branchesOf(graph, node.step, goesBack), ""));
    for (const { reason, at } of node.step.unread) lines.push(`! can't be read: ${shorten(reason, 240)} (${wordPlace(at)})`);
    for (const { type, at } of node.step.strays) lines.push(`! may return ${shorten(type, 60)}, which is no outcome (${wordPlace(at)})`);
  }
  // A name may hold what a terminal would obey.
  return `${lines.map((line) => line.replace(/\p{Cc}/gu, "�").trimEnd()).join("\n")}\n`;
}

function heading({ step, reached }: StepNode): string {
  const reads = wordReads(step);
  return [
    shorten(step.name, 60),
    ...(reads === undefined ? [] : [`  reads ${reads}`]),
    ...(step.retries ? ["  ↻ retried"] : []),
    ...(reached ? [] : ["  (nothing leads here)"]),
  ].join("");
}

function backEdges(picture: Picture): ReadonlySet<Edge> {
  return new Set(picture.links.flatMap((link) => (link.back && link.edge ? [link.edge] : [])));
}

function branchesOf(graph: Graph, step: Step, goesBack: ReadonlySet<Edge>): Branch[] {
  const names = new Set(graph.steps.map(({ name }) => name));
  const seen = new Set<number>();
  const drawn = new Set<number>();

  const edgeText = (edge: Edge): string => {
    const changes = wordChanges(graph, edge);
    const target = edge.kind === "done" ? "■ done" : targetText(edge.to);
    return [target, ...(goesBack.has(edge) ? ["↩"] : []), ...(changes === undefined ? [] : [` ${changes}`])].join(" ");
  };
  const targetText = (name: string | null): string => {
    if (name === null) return "→ ? (no literal)";
    return names.has(name) ? `→ ${shorten(name, 60)}` : `→ ${shorten(name, 60)} (no such step)`;
  };
  const follow = (flow: Flow): Branch[] => {
    if ("anyOf" in flow) return flow.anyOf.flatMap(follow);
    if ("edge" in flow) {
      const edge = step.edges[flow.edge];
      drawn.add(flow.edge);
      return edge ? [{ text: edgeText(edge), below: [] }] : [];
    }
    const decision = step.decisions[flow.decision];
    if (!decision) return [];
    if (seen.has(flow.decision)) return [{ text: `${shorten(decision.subject, 60)}, as above`, below: [] }];
    seen.add(flow.decision);
    return decision.branches.flatMap(({ case: value, flow: way }, index) => {
      // `if … else if …` reads better down the page than to the right.
      if (value === null && index > 0 && index === decision.branches.length - 1 && "decision" in way && !seen.has(way.decision)) {
        return follow(way).map((branch) => ({ ...branch, text: branch.text.replace(/^if /, "else if ") }));
      }
      return [join(branchText(decision, value), follow(way))];
    });
  };
  const join = (text: string, below: Branch[]): Branch => {
    const [only, ...more] = below;
    if (!only || more.length > 0 || only.below.length > 0 || only.way !== undefined) return { text, below };
    return { text, way: only.text, below: [] };
  };

  const branches = step.flow ? follow(step.flow) : [];
  step.edges.forEach((edge, index) => {
    if (!drawn.has(index)) branches.push({ text: edgeText(edge), below: [] });
  });
  return branches.length > 0 ? branches : [{ text: "(leads nowhere)", below: [] }];
}

/** Further than this, ways are not put under each other: one long condition would push all of them to the right. */
const widestColumn = 44;

function drawTree(branches: readonly Branch[], indent: string): string[] {
  const column = Math.max(
    0,
    ...branches.filter(({ way, text }) => way !== undefined && text.length <= widestColumn).map(({ text }) => text.length),
  );
  return branches.flatMap(({ text, way, below }, index) => {
    const last = index === branches.length - 1;
    const line = way === undefined ? text : `${text.padEnd(column)}  ${way}`;
    return [`${indent}${last ? "└─" : "├─"} ${line}`, ...drawTree(below, `${indent}${last ? "   " : "│  "}`)];
  });
}
