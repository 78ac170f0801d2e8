/** The page's panels: for each step all that the graph knows about it. */
import type { Edge, Graph, NextEdge, Step } from "../model/graph.ts";
import { html, type Markup } from "./markup.ts";
import type { StepNode } from "./picture.ts";
import { toPicture } from "./to-picture.ts";
import { waysTo } from "./ways.ts";
import { sortedKeys, wordPlace } from "./wording.ts";
import { elementId } from "./xml.ts";

/** The id of a step's panel: `#step-coffee` in the page's address selects the step. */
export function panelId(step: string): string {
  return elementId(step).replace(/^ow-/, "step-");
}

/** All panels, in the graph's order. */
export function toPanels(graph: Graph): Markup {
  const names = new Set(graph.steps.map((step) => step.name));
  const callers = new Map<string, Set<string>>();
  for (const step of graph.steps) {
    for (const edge of step.edges) {
      if (edge.kind === "next" && edge.to !== null) callers.set(edge.to, (callers.get(edge.to) ?? new Set()).add(step.name));
    }
  }
  const nodes = toPicture(graph).nodes.filter((node) => node.kind === "step");
  return html`${nodes.map((node) => panel(graph, node, names, [...(callers.get(node.step.name) ?? [])]))}`;
}

function panel(graph: Graph, node: StepNode, names: ReadonlySet<string>, callers: readonly string[]): Markup {
  const { step } = node;
  const id = panelId(step.name);
  const badges = [
    ...(node.ends ? ["may end here"] : []),
    ...(node.loops ? ["on a loop"] : []),
    ...(step.retries ? ["retried"] : []),
    ...(node.reached ? [] : ["nothing leads here"]),
  ];
  return html`<article id="${id}" tabindex="-1" data-step="${elementId(step.name)}">
<h2><a href="#${id}">${step.name}</a>${badges.map((badge) => html` <span class="badge">${badge}</span>`)}</h2>
<p class="place">${wordPlace(step.at)}${step.inheritedFrom !== undefined && html`, inherited from ${step.inheritedFrom}`}</p>
${step.description !== undefined && html`<p class="description">${step.description}</p>\n`}${problems(step)}${readTable(graph, step)}
${callers.length > 0 && html`<h3>Comes from</h3>\n<p>${callers.map((name, index) => html`${index > 0 && ", "}${stepLink(name, names)}`)}</p>\n`}${outcomes(graph, step, names)}
${options(step)}</article>
`;
}

function problems(step: Step): Markup {
  const all = [
    ...step.unread.map(({ reason, fix, at }) => `Can't be read: ${reason} (${wordPlace(at)})${fix === undefined ? "" : `. ${fix}`}`),
    ...step.strays.map(({ type, at }) => `May return ${type}, which is no outcome (${wordPlace(at)})`),
  ];
  return html`${all.map((problem) => html`<p class="problem">${problem}</p>\n`)}`;
}

function readTable(graph: Graph, step: Step): Markup {
  const keys = sortedKeys(step.reads);
  const rows = keys.map((key) => {
    const read = step.reads[key];
    return html`<tr><th scope="row"><code>${key}</code></th><td><code>${typeText(graph, read?.type)}</code>${read?.optional === true && html` <span class="quiet">optional</span>`}</td></tr>\n`;
  });
  const all = step.readsAll && html`<p>${keys.length > 0 ? "And the rest of the state." : "The whole state."}</p>`;
  return html`<h3>Reads</h3>
${keys.length > 0 ? html`<table>${rows}</table>` : !step.readsAll && html`<p class="quiet">Nothing.</p>`}${all}`;
}

function outcomes(graph: Graph, step: Step, names: ReadonlySet<string>): Markup {
  const ways = waysTo(step);
  const items = step.edges.map((edge, index) => {
    const conditions = (ways[index] ?? []).filter((way) => way.length > 0).map((way) => html`<p class="when">${way.join(" and ")}</p>\n`);
    return html`<li>${conditions}${edge.kind === "done" ? end(graph, edge) : move(graph, edge, names)}
<p class="place">${wordPlace(edge.at)}</p></li>\n`;
  });
  return html`<h3>Leads on</h3>
${items.length > 0 ? html`<ul class="outcomes">${items}</ul>` : html`<p class="quiet">It leads nowhere.</p>`}`;
}

function move(graph: Graph, edge: NextEdge, names: ReadonlySet<string>): Markup {
  const rows = sortedKeys(edge.sets).map((key) => {
    const update = edge.sets[key];
    const note = update?.lossy ?? (update?.optional === true ? "if present" : undefined);
    return html`<tr><th scope="row">sets <code>${key}</code></th><td><code>${typeText(graph, update?.type)}</code>${note !== undefined && html` <span class="quiet">${note}</span>`}</td></tr>\n`;
  });
  const drops = edge.drops === "*" ? "everything" : edge.drops.join(", ");
  return html`<p class="move">→ ${stepLink(edge.to, names)}${edge.after !== undefined && html` after <code>${edge.after}</code>`}</p>
${drops !== "" && html`<p>drops ${edge.drops === "*" ? drops : html`<code>${drops}</code>`}</p>\n`}${rows.length > 0 && html`<table>${rows}</table>`}${edge.setsMore && html`<p>May set further keys, which only the run knows.</p>`}`;
}

function end(graph: Graph, edge: Edge & { kind: "done" }): Markup {
  const result = edge.result === undefined ? undefined : typeText(graph, edge.result);
  return html`<p class="move">■ ends the execution${result !== undefined && html` with <code>${result}</code>`}</p>${edge.lossy !== undefined && html`<p class="problem">${edge.lossy}</p>`}`;
}

function stepLink(name: string | null, names: ReadonlySet<string>): Markup {
  if (name === null) return html`<span class="problem">a target that is no literal</span>`;
  if (!names.has(name)) return html`<span class="problem">${name}, which is no step</span>`;
  return html`<a href="#${panelId(name)}">${name}</a>`;
}

function options(step: Step): Markup | undefined {
  if (Object.keys(step.options).length === 0) return undefined;
  return html`<h3>Options</h3>\n<pre><code>${JSON.stringify(sorted(step.options), null, 2)}</code></pre>\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(sortedKeys(record).map((key) => [key, sorted(record[key])]));
}

function typeText(graph: Graph, type: number | undefined): string {
  return (type === undefined ? undefined : graph.types[type]?.text) ?? "unknown";
}
