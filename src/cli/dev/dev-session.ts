/** A local AWS with a version of the pipeline on it, which can be changed for the next one. */
import type { Paint } from "../../diagnostics/paint.ts";
import { type LocalAws, startLocalAws } from "../../local-aws/local-aws.ts";
import type { LogLine } from "../../local-aws/log-line.ts";
import { TemplateFault } from "../../local-aws/provision/evaluate.ts";
import { type Provisioned, provision } from "../../local-aws/provision/provision.ts";
import { makeStacks } from "../../local-aws/provision/stacks-service.ts";
import { failureFunction, functionPrefix } from "../../model/deployed-names.ts";
import { UsageError } from "../usage-error.ts";
import type { DevOptions } from "./dev-options.ts";
import type { DevVersion } from "./dev-source.ts";
import { type Call, callsOf, howToCall, showCalls } from "./how-to-call.ts";
import { LogView } from "./log-view.ts";

export interface DevSession {
  readonly current: DevVersion;
  /** The folders of functions that are there, or still run. */
  readonly usedFolders: ReadonlySet<string>;
  greeting(): string;
  /**
   * @returns what there is to say that was not to be said before: what is different here from AWS, and what starts executions now
   * @throws {TemplateFault} for what can't be; the old version is as it was
   */
  change(version: DevVersion): Promise<string>;
  close(): Promise<void>;
}

export async function openDevSession(first: DevVersion, options: DevOptions, paint: Paint): Promise<DevSession> {
  let current = first;
  const view = new LogView({
    paint,
    prefix: functionPrefix(first.stackName),
    get stepWidth() {
      return longestName(current);
    },
    verbose: options.verbose === true,
    now: () => new Date(),
  });
  const aws = await listen(options.port, view);
  let stack: Provisioned;
  try {
    stack = await provision(aws, first.template, {
      stackName: first.stackName,
      parameters: options.parameter,
      codeFolderOf: (_logicalId, { CodeUri }) => String(CodeUri),
    });
  } catch (error) {
    await aws.close();
    throw error instanceof TemplateFault ? new UsageError(error.message) : error;
  }
  aws.register(makeStacks([stack]));
  const scene = () => {
    const { stackName, physicalIds } = stack;
    return { graph: current.graph, stackName, aws, environment: aws.environment, physicalIds, paint };
  };
  return {
    get current() {
      return current;
    },
    get usedFolders() {
      return aws.lambda.folders;
    },
    greeting() {
      const { graph, code } = current;
      const count = `${graph.steps.length} steps, ${code.size} functions`;
      const title = `${paint(["bold", "green"], graph.pipeline)} is up at ${paint("bold", aws.endpoint)} as stack ${paint("bold", stack.stackName)}: ${count}`;
      return `${title}\n\n${howToCall(scene())}\n${showNotes(stack.notes, paint)}${paint("dim", "Sources are watched. Ctrl-C ends it.")}\n\n`;
    },
    async change(version) {
      const [notes, calls] = [stack.notes, callsOf(scene())];
      await stack.update(version.template);
      current = version;
      const newNotes = stack.notes.filter((note) => !notes.includes(note));
      const newCalls = callsOf(scene()).filter((call) => !calls.some((known) => isSame(known, call)));
      return showNotes(newNotes, paint) + (newCalls.length > 0 ? `${showCalls(newCalls, paint)}\n` : "");
    },
    close: () => aws.close(),
  };
}

async function listen(port: number, view: LogView): Promise<LocalAws> {
  try {
    return await startLocalAws({
      port,
      onLog: (line: LogLine) => process.stdout.write(view.show(line)),
      lambda: {
        onInvoke({ stage, requestId, payload }) {
          if (stage === "run") view.begin(requestId, payload);
          return undefined;
        },
      },
    });
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    if (cause?.code !== "EADDRINUSE") throw error;
    throw new UsageError(
      `Port ${port} is taken, perhaps by another 'orchwits dev'. Name another one, such as --port ${port + 1}, or any: --port 0`,
    );
  }
}

function longestName({ graph: { steps, failureHandler } }: DevVersion): number {
  const names = [...steps.map(({ name }) => name), "recovery", ...(failureHandler ? [failureFunction] : [])];
  return Math.max(...names.map(({ length }) => length));
}

function showNotes(notes: readonly string[], paint: Paint): string {
  return notes.map((note) => `${paint("yellow", "note:")} ${note}\n`).join("");
}

function isSame([title, command]: Call, other: Call): boolean {
  return title === other[0] && command === other[1];
}
