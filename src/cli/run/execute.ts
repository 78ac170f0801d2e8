/** Runs a loaded pipeline, shows it, and says what came of it. */
import { paintFor } from "../../diagnostics/paint.ts";
import { OrchwitsError } from "../../engine/errors.ts";
import { execute as runLocally } from "../../local/execute.ts";
import type { RunEvent } from "../../local/run-event.ts";
import type { Graph } from "../../model/graph.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Target } from "../target.ts";
import { showFailure } from "./failure.ts";
import type { PipelineClass } from "./load-pipeline.ts";
import type { RunCommandOptions } from "./run-options.ts";
import { liveScreen, plainScreen } from "./screen.ts";
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
  const output = options.json ? printEvents() : showEvents();
  const signals = watchSignals();
  try {
    const result = await runLocally(pipeline, input, {
      ...(graph && { graph }),
      ...(options.from !== undefined && { from: options.from }),
      ...(options.maxHops !== undefined && { maxHops: options.maxHops }),
      signal: signals.signal,
      onEvent: output.show,
    });
    output.close();
    if (!options.json && result !== undefined) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return exitCodes.clean;
  } catch (error) {
    output.close();
    if (!(error instanceof OrchwitsError)) throw error;
    process.stderr.write(showFailure(error, { target, options, paint, pipeline: graph?.pipeline ?? pipeline.name }));
    if (signals.received !== undefined) return exitCodeOf(signals.received);
    return error.origin === "caller" ? exitCodes.usage : exitCodes.findings;
  } finally {
    signals.stop();
  }
}

function exitCodeOf(signal: NodeJS.Signals): number {
  return signal === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
}

interface Output {
  readonly show: (event: RunEvent) => void;
  close(): void;
}

function showEvents(): Output {
  const paint = paintFor(process.stderr, process.env);
  const screen = process.stderr.isTTY ? liveScreen(process.stderr, paint) : plainScreen(process.stderr, paint);
  return { show: (event) => screen.show(event), close: () => screen.close() };
}

/** Only events go to stdout: what the user's code prints there would break the lines of whoever reads them. */
function printEvents(): Output {
  const { stdout } = process;
  const write = stdout.write;
  const print = write.bind(stdout);
  stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  return {
    show: (event) => print(`${JSON.stringify(event)}\n`),
    close: () => {
      stdout.write = write;
    },
  };
}
