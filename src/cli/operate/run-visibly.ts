/** Works off one execution, shows it as any run is shown, and says what came of it and how to go on. */
import { paintFor } from "../../diagnostics/paint.ts";
import { type OrchwitsError, StepFailed, type Whereabouts } from "../../engine/errors.ts";
import type { LocalHome } from "../../local/local-home.ts";
import type { RunEvent } from "../../local/run-event.ts";
import { StorageFault } from "../../local/storage-fault.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { exitCodes } from "../exit-codes.ts";
import { exitCodeOf } from "../run/execute.ts";
import { showAccident, showFailure, type WayOn } from "../run/failure.ts";
import { guardExit } from "../run/guard-exit.ts";
import { openOutput } from "../run/output.ts";
import { commandLine } from "../run/rerun-command.ts";
import { watchSignals } from "../run/signals.ts";
import { type Driven, drive } from "./drive.ts";
import type { LoadedPipeline } from "./loaded-pipeline.ts";

export interface VisibleRun {
  readonly home: LocalHome;
  readonly loaded: LoadedPipeline;
  readonly execution: string;
  readonly begin: RunEvent;
  readonly maxHops?: number | undefined;
  readonly json?: boolean | undefined;
  /** Whether to leave it to another process that has taken it. */
  readonly alone?: boolean | undefined;
}

const longestExample = 60;
const longestShown = 1_500;

/** Runs and returns the exit code. */
export async function runVisibly({ home, loaded, execution, begin, maxHops, json = false, alone }: VisibleRun): Promise<number> {
  const paint = paintFor(process.stderr, process.env);
  const output = openOutput(json);
  const signals = watchSignals();
  const resume = commandLine(["resume", execution, ...(maxHops === undefined ? [] : ["--max-hops", String(maxHops)])]);
  const goOn = (text: string) => `${paint("bold", text)}\n  ${resume}`;
  let current = "start";
  const release = guardExit((why, thrown) => {
    output.close();
    process.stderr.write(showAccident(`Step '${current}' ${why}`, thrown, loaded.steps.name, paint));
    process.stderr.write(`\n${goOn("The steps before it are kept. Go on from there:")}\n`);
  });
  try {
    const driven = await drive({
      home,
      loaded,
      execution,
      begin,
      maxHops,
      alone,
      signal: signals.signal,
      onEvent: (event) => {
        if (event.type === "step-started") current = event.step;
        output.show(event);
      },
      onFault: (error, again) => {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`${paint("yellow", "warning:")} ${message} Trying again in ${formatMilliseconds(again)}.\n`);
      },
    });
    output.close();
    return conclude(driven);
  } catch (error) {
    output.close();
    if (!(error instanceof StorageFault)) throw error;
    process.stderr.write(`\n${paint(["bold", "red"], "error:")} ${error.message}\n\n${goOn("Once that is mended, go on:")}\n`);
    return exitCodes.internal;
  } finally {
    release();
    signals.stop();
  }

  function conclude(driven: Driven): number {
    if ((driven.kind === "completed" || driven.kind === "failed") && driven.elsewhere) {
      const show = commandLine(["show", execution]);
      process.stderr.write(`Another process ran its last steps. See them all: ${show}\n`);
    }
    switch (driven.kind) {
      case "completed":
        if (!json && driven.result !== undefined) process.stdout.write(`${JSON.stringify(driven.result, null, 2)}\n`);
        return exitCodes.clean;
      case "failed":
        process.stderr.write(
          showFailure(driven.error, { paint, pipeline: loaded.steps.name, wayOn: (error) => resumeWith(error, loaded, goOn, resume) }),
        );
        return exitCodes.findings;
      case "taken": {
        const follow = commandLine(["show", execution]);
        process.stderr.write(`error: ${driven.owner} was faster, and runs execution ${execution} now. See how it goes: ${follow}\n`);
        return exitCodes.findings;
      }
      case "cancelled":
        process.stderr.write(`\nThe execution was cancelled. ${goOn("It can still go on:")}\n`);
        return exitCodes.findings;
      case "interrupted": {
        process.stderr.write(`\nThe execution has not ended. What its steps have done is kept. ${goOn("Go on:")}\n`);
        return signals.received === undefined ? exitCodes.findings : exitCodeOf(signals.received);
      }
    }
  }
}

function resumeWith(error: OrchwitsError & Whereabouts, { graph }: LoadedPipeline, goOn: (text: string) => string, resume: string): WayOn {
  const again = goOn(error instanceof StepFailed ? "Mend what is wrong, then go on from there:" : "Go on from there:");
  const reads = Object.keys(graph?.steps.find(({ name }) => name === error.step)?.reads ?? {});
  const key = (reads.length > 0 ? reads : Object.keys(error.state)).find((name) => isShort(error.state[name]));
  const long = JSON.stringify(error.state).length > longestShown;
  const whole = long ? { whole: `whole: ${commandLine(["show", error.execution, "--state", String(error.hop)])}` } : {};
  if (key === undefined || error.origin === "system") return { text: again, ...whole };
  const example = commandLine(["--set", `${key}=${JSON.stringify(error.state[key])}`]).replace(/^.*?(?=--set)/, "");
  return { text: `${again}\n\nOr with another value, such as:\n  ${resume} ${example}`, ...whole };
}

function isShort(value: unknown): boolean {
  return value !== undefined && JSON.stringify(value).length <= longestExample;
}
