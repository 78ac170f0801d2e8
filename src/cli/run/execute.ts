/** Runs a loaded pipeline, shows it, and says what came of it. */
import { paintFor } from "../../diagnostics/paint.ts";
import { OrchwitsError } from "../../engine/errors.ts";
import { execute as runLocally } from "../../local/execute.ts";
import type { Graph } from "../../model/graph.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Target } from "../target.ts";
import { runAgain, showAccident, showFailure } from "./failure.ts";
import { guardExit } from "./guard-exit.ts";
import type { PipelineClass } from "./load-pipeline.ts";
import { openOutput } from "./output.ts";
import type { RunCommandOptions } from "./run-options.ts";
import { watchSignals } from "./signals.ts";

interface Context {
  readonly target: Target;
  readonly options: RunCommandOptions;
  readonly graph: Graph | undefined;
}

/** Runs and returns the exit code. */
export async function execute(
  pipeline: PipelineClass,
  input: Record<string, unknown>,
  { target, options, graph }: Context,
): Promise<number> {
  const paint = paintFor(process.stderr, process.env);
  const output = openOutput(options.json === true);
  const signals = watchSignals();
  let current = options.from ?? "start";
  const name = graph?.pipeline ?? pipeline.name;
  const release = guardExit((why, thrown) => {
    output.close();
    process.stderr.write(showAccident(`Step '${current}' ${why}`, thrown, name, paint));
  });
  try {
    const result = await runLocally(pipeline, input, {
      ...(graph && { graph }),
      ...(options.from !== undefined && { from: options.from }),
      ...(options.maxHops !== undefined && { maxHops: options.maxHops }),
      signal: signals.signal,
      onEvent: (event) => {
        if (event.type === "step-started") current = event.step;
        output.show(event);
      },
    });
    output.close();
    if (!options.json && result !== undefined) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return exitCodes.clean;
  } catch (error) {
    output.close();
    if (!(error instanceof OrchwitsError)) throw error;
    process.stderr.write(showFailure(error, { paint, pipeline: name, wayOn: (failed) => runAgain(failed, target, options, paint) }));
    if (signals.received !== undefined) return exitCodeOf(signals.received);
    return error.origin === "caller" ? exitCodes.usage : exitCodes.findings;
  } finally {
    release();
    signals.stop();
  }
}

/** What the exit code is after a signal. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return signal === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
}
