/** Reads the sources of a file's tests with one analyzer: what their projects have in common, such as the types of Node, is read once. */
import { join } from "node:path";
import { afterAll } from "vitest";
import { openAnalyzer, type Reading } from "./analyzer.ts";
import { makeProject } from "./project.fixture.ts";

const analyzer = openAnalyzer();
afterAll(() => analyzer.close());

/** Reads `pipeline.ts` of a project with some files. */
export function readProject(files: Readonly<Record<string, string>>): Reading {
  return analyzer.read(join(makeProject(files), "pipeline.ts"));
}
