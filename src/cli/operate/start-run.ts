/** Starts an execution that the journal keeps, and works it off here unless it is left to `orchwits work`. */
import { relative, resolve, sep } from "node:path";
import { OrchwitsError, UnknownStep } from "../../engine/errors.ts";
import { describeUnknownStep } from "../../engine/pipeline-steps.ts";
import { startExecution } from "../../engine/start-execution.ts";
import type { LocalHome } from "../../local/local-home.ts";
import { StorageFault } from "../../local/storage-fault.ts";
import type { Graph } from "../../model/graph.ts";
import { exitCodes } from "../exit-codes.ts";
import type { PipelineClass } from "../run/load-pipeline.ts";
import { commandLine } from "../run/rerun-command.ts";
import type { RunCommandOptions } from "../run/run-options.ts";
import type { Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";
import { openHome, projectFolder } from "./home.ts";
import { type LoadedPipeline, toLoaded } from "./loaded-pipeline.ts";
import { runVisibly } from "./run-visibly.ts";

interface Context {
  readonly target: Target;
  readonly options: RunCommandOptions;
  readonly graph: Graph | undefined;
}

/** Starts and runs; returns the exit code. */
export async function startRun(pipeline: PipelineClass, input: Record<string, unknown>, context: Context): Promise<number> {
  const { target, options, graph } = context;
  const loaded = load(pipeline, context);
  const home = openOrAdvise();
  try {
    const { row } = await startExecution(home, {
      pipeline: loaded.steps.name,
      source: sourceOf(home, target, graph?.pipeline ?? target.className ?? loaded.steps.name),
      graph: loaded.flow?.graph ?? null,
      input,
      from: options.from,
    });
    const { execution } = row;
    if (options.detach) return announce(execution, loaded, options);
    const begin = { type: "execution-started" as const, execution, pipeline: loaded.steps.name, input };
    return await runVisibly({ home, loaded, execution, begin, maxHops: options.maxHops, json: options.json });
  } finally {
    home.close();
  }
}

function load(pipeline: PipelineClass, { options, graph }: Context): LoadedPipeline {
  try {
    const loaded = toLoaded(pipeline, graph);
    const { from } = options;
    if (from !== undefined && !loaded.steps.steps.has(from)) throw new UnknownStep(describeUnknownStep(loaded.steps, from), from);
    return loaded;
  } catch (error) {
    if (error instanceof OrchwitsError) throw new UsageError(error.message);
    throw error;
  }
}

function openOrAdvise(): LocalHome {
  try {
    return openHome();
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error;
    throw new StorageFault(`${error.message} Or run without a journal: --volatile.`, error.code, { cause: error });
  }
}

/** What finds the class again: relative to the project, so that it can be moved. */
function sourceOf(home: LocalHome, { file }: Target, className: string): string {
  return `${relative(projectFolder(home), resolve(file)).split(sep).join("/")}#${className}`;
}

/** The id is the result. */
function announce(execution: string, { steps }: LoadedPipeline, { json }: RunCommandOptions): number {
  process.stdout.write(json ? `${JSON.stringify({ execution, pipeline: steps.name, status: "queued" })}\n` : `${execution}\n`);
  process.stderr.write(`Nobody works on it until this runs: ${commandLine(["work"])}\n`);
  return exitCodes.clean;
}
