/** `orchwits logs`: what the functions of a stack logged about an execution, by time. */
import { setTimeout as sleep } from "node:timers/promises";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { listStackResources, type StackResource } from "../../deploy/stack/delete-stack.ts";
import { paintFor } from "../../diagnostics/paint.ts";
import { functionOfStep, functionPrefix } from "../../model/deployed-names.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { deployedFunctions } from "../deploy/deploy-functions.ts";
import { LogView } from "../dev/log-view.ts";
import { exitCodes } from "../exit-codes.ts";
import { findExecution } from "../operate/find-execution.ts";
import { withOperatedHome } from "../operate/open-operated-home.ts";
import type { Where } from "../operate/operated-home.ts";
import { exitCodeOf } from "../run/execute.ts";
import { commandLine } from "../run/rerun-command.ts";
import { watchSignals } from "../run/signals.ts";
import { UsageError } from "../usage-error.ts";
import { type Deployed, findDeployed } from "./find-deployed.ts";
import { type LogLine, LogReader } from "./read-log-lines.ts";

export interface LogsOptions extends Where {
  readonly stack: string;
  readonly step?: string;
  readonly follow?: true;
  readonly json?: true;
}

/** What is written now is found a little later (CloudWatch Logs takes a few seconds), and what is late must not be passed over. */
const overlapMilliseconds = 15_000;
const followMilliseconds = 2_000;

/** Shows and returns the exit code. */
export function showLogs(word: string, options: LogsOptions): Promise<number> {
  return withOperatedHome(options, async (home) => {
    const { execution, startedAt } = await findExecution(home, word);
    const deployed = await findDeployed(options);
    const logs = new CloudWatchLogsClient({ region: deployed.region, credentials: deployed.credentials });
    const signals = watchSignals();
    try {
      const groups = await findGroups(deployed, options.step);
      const reader = new LogReader({ deployed, logs, groups, execution });
      const view = openView(deployed.stack, groups);
      let shown = 0;
      for (let since = Math.floor(startedAt) - 1_000; ; ) {
        const last = await home.journal.readLastHop(execution, "");
        // A function's claim names its invocation: what it has logged so far is found by that, also where it dies.
        if (last?.status === "claimed" && last.owner !== undefined) reader.note(last.owner);
        const lines = await reader.read(since);
        process.stdout.write(options.json ? lines.map(({ text }) => `${text}\n`).join("") : view(lines));
        shown += lines.length;
        if (!options.follow) break;
        since = Math.max(since, Date.now() - overlapMilliseconds);
        await sleep(followMilliseconds, undefined, { signal: signals.signal }).catch(() => {});
        if (signals.received !== undefined) return exitCodeOf(signals.received);
      }
      if (reader.isCut) process.stderr.write("It took so many invocations that of the first ones only the lines that name it are shown.\n");
      if (shown === 0) tellNothing(execution, home.words, options.step);
      return exitCodes.clean;
    } finally {
      signals.stop();
      logs.destroy();
    }
  });
}

function tellNothing(execution: string, words: readonly string[], step: string | undefined): void {
  const show = commandLine(["show", execution, ...words]);
  const by = step === undefined ? "" : ` by '${step}'`;
  process.stderr.write(`Nothing is logged about it${by} yet. Logs come with a few seconds' delay. See it: ${show}\n`);
}

/** Shows lines as `orchwits dev` does. */
function openView(stack: string, groups: ReadonlyMap<string, string>): (lines: readonly LogLine[]) => string {
  let now = new Date();
  const prefix = functionPrefix(stack);
  const view = new LogView({
    paint: paintFor(process.stdout, process.env),
    prefix,
    stepWidth: Math.max(...[...groups.keys()].map((name) => name.length - prefix.length)),
    verbose: false,
    now: () => now,
  });
  const asOfLambda = ({ text, functionName, requestId }: LogLine) => ({
    ...{ service: "lambda", message: text, functionName, own: true },
    ...(requestId !== undefined && { requestId }),
  });
  return (lines) => {
    for (const line of lines) view.foresee(asOfLambda(line));
    return lines
      .map((line) => {
        now = new Date(line.at);
        return view.show(asOfLambda(line));
      })
      .join("");
  };
}

/** The log groups of the stack's functions, by the functions' names. */
async function findGroups({ stack, region, credentials, call }: Deployed, step: string | undefined): Promise<ReadonlyMap<string, string>> {
  const cloudFormation = new CloudFormationClient({ region, credentials });
  try {
    const resources = await listStackResources({ cloudFormation, call }, stack);
    const functions = [...deployedFunctions(resources, stack).values()];
    const groups = groupsOf(resources);
    if (step === undefined) return groups;
    const wanted = functions.find((name) => name === functionOfStep(step));
    const whole = `${functionPrefix(stack)}${wanted}`;
    const group = groups.get(whole);
    if (group) return new Map([[whole, group]]);
    const meant = nearestName(step, functions);
    throw new UsageError(
      `Stack ${stack} has no step '${step}'. ${meant === undefined ? `It has: ${functions.join(", ")}.` : `Did you mean '${meant}'?`}`,
    );
  } finally {
    cloudFormation.destroy();
  }
}

/** By the function's name: its own group where the stack has one, else Lambda's default. */
function groupsOf(resources: readonly StackResource[]): ReadonlyMap<string, string> {
  const own = resources.filter(({ type }) => type === "AWS::Logs::LogGroup").map(({ physicalId }) => physicalId);
  const functions = resources.filter(({ type }) => type === "AWS::Lambda::Function").map(({ physicalId }) => physicalId);
  return new Map(functions.map((name) => [name, own.find((group) => group.split("/").at(-1) === name) ?? `/aws/lambda/${name}`]));
}
