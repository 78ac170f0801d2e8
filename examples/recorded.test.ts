/** Holds each example's recorded graph and picture to its source, to the byte, and its check to no errors and no warnings. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { check, readGraph, toJson, toSvg } from "orchwits/toolkit";
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
});

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
