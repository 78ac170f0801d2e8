/** Holds each example's recorded graph, picture and template to its source, to the byte, and its check to no errors and no warnings. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { check, makeTemplate, readGraph, toJson, toSvg, toYaml } from "orchwits/toolkit";
import { describe, expect, test } from "vitest";

const here = new URL(".", import.meta.url);
const examples = readdirSync(here, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

describe.each(examples)("%s", (name) => {
  const path = (file: string) => fileURLToPath(new URL(`${name}/${file}`, here));
  const graph = readGraph(path("pipeline.ts"));

  test("is checked without errors and warnings", () => {
    expect(check(graph).filter(({ severity }) => severity !== "hint")).toEqual([]);
  });

  test("reads as recorded", async () => {
    await expect(endLine(toJson(graph))).toMatchFileSnapshot(path("graph.json"));
  });

  test("is drawn as recorded", async () => {
    await expect(endLine(await toSvg(graph))).toMatchFileSnapshot(path("graph.svg"));
  });

  test("is deployed as recorded", async () => {
    const { template, comments, diagnostics } = makeTemplate(graph, { code: (functionName) => `.orchwits/build/${functionName}` });
    expect(diagnostics).toEqual([]);
    await expect(toYaml(template, comments)).toMatchFileSnapshot(path("template.yaml"));
  });
});

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
