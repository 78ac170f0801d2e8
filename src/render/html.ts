/** The graph as one page that needs nothing else: the picture, and for each step what it reads, sets, drops and where it leads. */
import { createHash } from "node:crypto";
import type { Graph } from "../model/graph.ts";
import { panelId, toPanels } from "./html-panels.ts";
import { pageScript } from "./html-script.ts";
import { pageStyle } from "./html-style.ts";
import { html, trusted } from "./markup.ts";
import { drawSvg } from "./svg.ts";

/**
 * The graph as a self-contained HTML page. It works without its script, and loads nothing.
 *
 * @example writeFileSync("cafe.html", await toHtml(graph));
 */
export async function toHtml(graph: Graph): Promise<string> {
  const svg = await drawSvg(graph, { hrefOf: (step) => `#${panelId(step)}` });
  // Nothing but our own script may run, whatever a source's names contain.
  const hash = createHash("sha256").update(pageScript).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const count = graph.steps.length === 1 ? "1 step" : `${graph.steps.length} steps`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${graph.pipeline}</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<header><h1>${graph.pipeline}</h1><p>${count} <span class="place">${graph.file}</span></p></header>
<main>
<section class="picture" aria-label="Picture">
<div class="view">${trusted(svg)}</div>
<div class="tools" hidden><button type="button" data-zoom="in" aria-label="Zoom in">+</button
><button type="button" data-zoom="out" aria-label="Zoom out">−</button
><button type="button" data-zoom="fit">Whole picture</button></div>
</section>
<section class="steps" aria-label="Steps">
${toPanels(graph)}</section>
</main>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return page.markup;
}
