/** Builds projects for tests, and runs what was built: with a handler that does no more than call the step. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import { openAnalyzer } from "../../analyzer/analyzer.ts";
import { makeProject, projectOptions } from "../../analyzer/project.fixture.ts";
import type { Build, BuiltFunction } from "./build.ts";
import { buildPipeline } from "./build-pipeline.ts";

// One for all projects of a file's tests: what they have in common, such as the types of Node, is read once.
const analyzer = openAnalyzer();
afterAll(() => analyzer.close());
const known = new Set<string>();

/**
 * Stands in for `orchwits/lambda`.
 *
 * @param answer what handlers answer with: an expression of `Class`, `step`, `flow` and `event`
 */
export function makeHandlers(answer: string): string {
  return `
    export const handleStep = (Class: any, step: string, flow: object) => (event: unknown) => ${answer};
    export const handleEntry = (Class: any, flow: object) => handleStep(Class, "start", flow);
    export const handleFailure = (Class: any, flow: object) => handleStep(Class, "onFailure", flow);
    export const openHome = (parts: object) => parts;
    export const openEntryHome = openHome;
    export const openRecoveryHome = openHome;
    export const [largeValues, originalInput, delayQueue, schedules] = ["largeValues", "originalInput", "delayQueue", "schedules"];
    export const relay = () => () => "relay";
    export const recover = (flow: object) => () => flow;`;
}

export interface BuiltProject extends Build {
  /** The project's folder. */
  readonly folder: string;
  code(name: string): string;
  function(name: string): BuiltFunction;
  /** Imports a function's bundle and calls its handler. */
  call(name: string, event?: unknown): Promise<unknown>;
}

export interface BuildProjectOptions {
  readonly file?: string;
  readonly className?: string;
  readonly external?: readonly string[];
  /** Whether to bundle the real handlers. */
  readonly real?: true;
  /** What happens when the source was read and before it is built. */
  readonly meanwhile?: (folder: string) => void;
}

export async function buildProject(files: Readonly<Record<string, string>>, options: BuildProjectOptions = {}): Promise<BuiltProject> {
  return buildFolder(
    makeProject(
      options.real
        ? files
        : {
            "handlers.ts": makeHandlers("new Class()[step](event, { flow })"),
            "tsconfig.json": JSON.stringify({ compilerOptions: projectOptions({ "orchwits/lambda": ["./handlers.ts"] }) }),
            ...files,
          },
    ),
    options,
  );
}

export async function buildFolder(
  folder: string,
  { file = "pipeline.ts", className, external, meanwhile }: BuildProjectOptions = {},
): Promise<BuiltProject> {
  // Its files may have changed since.
  if (known.has(folder)) analyzer.refresh();
  known.add(folder);
  const source = join(folder, file);
  const { pipelines, diagnostics } = analyzer.read(source, className);
  const [graph] = pipelines;
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const outline = analyzer.readOutline(source, graph.pipeline);
  if (!outline) throw new Error("There is no outline.");
  meanwhile?.(folder);
  const build = await buildPipeline({ graph, outline, outFolder: join(folder, "out"), external });
  const bundle = (name: string) => join(folder, "out", name, "index.mjs");
  return {
    ...build,
    folder,
    code: (name) => readFileSync(bundle(name), "utf8"),
    function: (name) => build.functions.find((one) => one.name === name) as BuiltFunction,
    call: async (name, event = {}) => (await import(/* @vite-ignore */ pathToFileURL(bundle(name)).href)).handler(event),
  };
}
