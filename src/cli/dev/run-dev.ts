/** `orchwits dev`, from the first build to Ctrl-C. */
import { rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { openAnalyzer } from "../../analyzer/analyzer.ts";
import { type Paint, paintFor } from "../../diagnostics/paint.ts";
import { type LocalAws, startLocalAws } from "../../local-aws/local-aws.ts";
import type { LogLine } from "../../local-aws/log-line.ts";
import { TemplateFault } from "../../local-aws/provision/evaluate.ts";
import { type Provisioned, provision } from "../../local-aws/provision/provision.ts";
import { makeStacks } from "../../local-aws/provision/stacks-service.ts";
import { failureFunction, functionPrefix } from "../../model/deployed-names.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { exitCodes } from "../exit-codes.ts";
import { watchSignals } from "../run/signals.ts";
import type { Target } from "../target.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";
import { UsageError } from "../usage-error.ts";
import { foldersOf, watchFolders } from "../watch-targets.ts";
import type { DevOptions } from "./dev-options.ts";
import { type DevSource, type DevVersion, openDevSource } from "./dev-source.ts";
import { howToCall } from "./how-to-call.ts";
import { LogView } from "./log-view.ts";

/** Serves until it is interrupted, and returns the exit code. */
export async function runDev(target: Target, options: DevOptions): Promise<number> {
  const folder = makeTemporaryFolder("orchwits-dev-");
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  const signals = watchSignals();
  let changed = false;
  let wake = () => {};
  const changes = watchFolders(() => {
    changed = true;
    wake();
  });
  signals.signal.addEventListener("abort", () => wake());
  /** Waits for a change since the last reading. False where it was interrupted instead. */
  const nextChange = async () => {
    if (!changed && !signals.signal.aborted) {
      await new Promise<void>((done) => {
        wake = done;
      });
    }
    changed = false;
    return !signals.signal.aborted;
  };
  try {
    changes.add([resolve(process.cwd(), dirname(target.file))]);
    const source = openDevSource({ analyzer, target, stack: options.stack, external: options.external, folder });
    let first = await readVersion(source);
    while (!first) {
      watchReading(changes, source);
      process.stderr.write("Nothing is served yet. When the source changes, it is read again. Ctrl-C ends it.\n");
      if (!(await nextChange())) return exitCodes.interrupted;
      first = await readVersion(source);
    }
    const paint = paintFor(process.stdout, process.env);
    const session = await openSession(first, options, paint);
    try {
      watchReading(changes, source);
      process.stdout.write(session.greeting());
      let upToDate = true;
      while (await nextChange()) {
        upToDate = await rebuild(source, session, paint, upToDate);
        watchReading(changes, source);
      }
      process.stderr.write("\nEnded. What ran here is gone.\n");
      return exitCodes.interrupted;
    } finally {
      await session.close();
    }
  } finally {
    signals.stop();
    changes.close();
    analyzer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns nothing, when what is wrong was printed: a source can be in any condition while somebody works on it */
async function readVersion(source: DevSource): Promise<DevVersion | undefined> {
  try {
    return await source.read();
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    return undefined;
  }
}

function watchReading(changes: ReturnType<typeof watchFolders>, { lastReading }: DevSource): void {
  if (lastReading) changes.add(foldersOf([lastReading]));
}

interface Session {
  readonly current: DevVersion;
  greeting(): string;
  /** @returns what is different here from AWS now and was not before */
  change(version: DevVersion): Promise<readonly string[]>;
  close(): Promise<void>;
}

async function openSession(first: DevVersion, options: DevOptions, paint: Paint): Promise<Session> {
  const { steps, failureHandler } = first.graph;
  const names = [...steps.map(({ name }) => name), "recovery", ...(failureHandler ? [failureFunction] : [])];
  const view = new LogView({
    paint,
    prefix: functionPrefix(first.stackName),
    stepWidth: Math.max(...names.map(({ length }) => length)),
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
  let current = first;
  return {
    get current() {
      return current;
    },
    greeting: () => greet(aws, stack, current, paint),
    async change(version) {
      const known = stack.notes;
      await stack.update(version.template);
      current = version;
      return stack.notes.filter((note) => !known.includes(note));
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

function greet(aws: LocalAws, stack: Provisioned, { graph, code }: DevVersion, paint: Paint): string {
  const { stackName, notes, physicalIds } = stack;
  const count = `${graph.steps.length} steps, ${code.size} functions`;
  const title = `${paint(["bold", "green"], graph.pipeline)} is up at ${paint("bold", aws.endpoint)} as stack ${paint("bold", stackName)}: ${count}`;
  const scene = { graph, stackName, aws, environment: aws.environment, physicalIds, paint };
  return `${title}\n\n${howToCall(scene)}\n${showNotes(notes, paint)}${paint("dim", "Sources are watched. Ctrl-C ends it.")}\n\n`;
}

function showNotes(notes: readonly string[], paint: Paint): string {
  return notes.map((note) => `${paint("yellow", "note:")} ${note}\n`).join("");
}

/** What can't be built is said, and the old version goes on. @returns whether what is served is what the source says */
async function rebuild(source: DevSource, session: Session, paint: Paint, upToDate: boolean): Promise<boolean> {
  const began = performance.now();
  const old = session.current;
  const version = await readVersion(source);
  if (!version || version.stackName !== old.stackName) {
    const why = version ? `The stack's name is now '${version.stackName}': that takes a new start. ` : "";
    process.stderr.write(`${why}The old version is still served.\n`);
    return false;
  }
  const names = [...version.code].filter(([name, hash]) => old.code.get(name) !== hash).map(([name]) => name);
  const gone = [...old.code.keys()].filter((name) => !version.code.has(name));
  if (names.length + gone.length === 0 && JSON.stringify(old.template) === JSON.stringify(version.template)) {
    if (!upToDate) process.stdout.write(`${paint("green", "↻")} The source says again what is served.\n`);
    return true;
  }
  let notes: readonly string[];
  try {
    notes = await session.change(version);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    process.stderr.write(`${error.message}\nThe old version is still served.\n`);
    return false;
  }
  const what = [...names, ...gone.map((name) => `${name} (gone)`)].join(", ") || "settings";
  process.stdout.write(`${paint("green", "↻")} ${what} ${paint("dim", formatMilliseconds(performance.now() - began))}\n`);
  process.stdout.write(showNotes(notes, paint));
  return true;
}
