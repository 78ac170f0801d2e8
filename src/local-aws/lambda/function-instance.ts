/** One execution environment of a function: a process, its Runtime API, and the limits that it is held to. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import type { FunctionConfiguration } from "../function-configuration.ts";
import { type Call, type CallResult, errorPayload } from "./call.ts";
import { functionArn } from "./function-arn.ts";
import { functionEnvironment } from "./function-environment.ts";
import { type FunctionLogLine, LineCutter } from "./function-log.ts";
import { watchMemory } from "./process-memory.ts";
import { RuntimeApi } from "./runtime-api.ts";

/** Of the response of a function (Lambda quotas, "synchronous invocation payload"). */
const longestResponseBytes = 6_291_556;
/** What a function may take to start, beside its own timeout (Lambda's guide, "Init phase"). */
const initMilliseconds = 10_000;
/** As Lambda's messages have them. */
const signalNames: { readonly [S in NodeJS.Signals]?: string } = { SIGKILL: "killed", SIGABRT: "aborted", SIGSEGV: "segmentation fault" };

export interface InstanceOptions {
  readonly configuration: FunctionConfiguration;
  readonly endpoint: string;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly onLog: ((line: FunctionLogLine) => void) | undefined;
  /** It is gone, and takes no more invocations. */
  readonly onGone: () => void;
  /** It waits for an invocation. */
  readonly onIdle: () => void;
}

interface Running {
  readonly call: Call;
  readonly log: string[];
  readonly kill: number | "when it answers" | undefined;
  readonly finish: (payload: Buffer, failed: boolean) => void;
  given?: number;
  timer?: NodeJS.Timeout;
  killer?: NodeJS.Timeout;
}

export class FunctionInstance {
  readonly configuration: FunctionConfiguration;
  /** When it was last used, by a clock that only goes up. */
  lastUsed = performance.now();
  state: "busy" | "idle" | "gone" = "busy";
  /** Whether it has run before. */
  warm = false;

  readonly #options: InstanceOptions;
  readonly #logStream = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${randomBytes(16).toString("hex")}`;
  readonly #began = performance.now();
  #initMilliseconds: number | undefined;
  #initTimer: NodeJS.Timeout | undefined;
  #runtime: RuntimeApi | undefined;
  #process: ChildProcess | undefined;
  #memory: ReturnType<typeof watchMemory> | undefined;
  #running: Running | undefined;
  #ready = false;
  #retired = false;

  constructor(options: InstanceOptions) {
    this.#options = options;
    this.configuration = options.configuration;
    this.#start().catch((error: unknown) => this.#end(errorPayload("Runtime.InvalidEntrypoint", String(error))));
  }

  /** Runs an invocation. Never rejects: what goes wrong is an error payload. */
  invoke(call: Call, kill?: number | "when it answers"): Promise<CallResult> {
    if (this.state === "gone") {
      const payload = errorPayload("Runtime.ExitError", "The process was gone before it began.");
      return Promise.resolve({ payload, failed: true, log: "" });
    }
    this.state = "busy";
    this.lastUsed = performance.now();
    return new Promise((resolve) => {
      const log: string[] = [];
      const finish = (payload: Buffer, failed: boolean) => resolve({ payload, failed, log: log.join("\n") });
      this.#running = { call, log, kill, finish };
      if (this.#ready) this.#give();
    });
  }

  /** Ends the process: at once where it waits, else after what it runs. */
  retire(): void {
    this.#retired = true;
    if (!this.#running) this.stop();
  }

  /** Ends the process at once. */
  stop(reason = errorPayload("Runtime.ExitError", "The local Lambda was closed.")): void {
    this.#end(reason);
  }

  /** Resolves once its process is no more. */
  async exited(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => child.once("exit", () => resolve()));
  }

  async #start(): Promise<void> {
    const { configuration, endpoint, command } = this.#options;
    this.#runtime = new RuntimeApi({
      ready: () => this.#onReady(),
      responded: (requestId, payload) => this.#onAnswer(requestId, payload, false),
      failed: (requestId, error) => this.#onAnswer(requestId, error, true),
      initFailed: (error) => this.#end(error),
    });
    const runtimeApi = await this.#runtime.open();
    if (this.state === "gone") return this.#runtime.close();
    const [program, ...words] = command;
    const child = spawn(program, words, {
      cwd: configuration.folder,
      env: functionEnvironment(configuration, { endpoint, runtimeApi, logStream: this.#logStream }),
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    this.#process = child;
    child.on("error", (error) => this.#end(errorPayload("Runtime.InvalidEntrypoint", error.message)));
    child.on("exit", (code, signal) => this.#onExit(code, signal));
    (child.stdio[3] as Readable).on("error", () => {});
    for (const stream of [child.stdout, child.stderr]) {
      const lines = new LineCutter((text) => this.#log(text, true));
      stream?.on("data", (chunk: Buffer) => lines.push(chunk)).on("end", () => lines.flush());
    }
    if (child.pid !== undefined) {
      this.#memory = watchMemory(child.pid, configuration.memoryMegabytes, () => this.#fail("Runtime.ExitError", "signal: killed"));
    }
    const limit = Math.max(initMilliseconds, configuration.timeoutSeconds * 1000);
    this.#initTimer = setTimeout(() => this.#fail("Sandbox.Timedout", `init took more than ${limit / 1000} seconds`), limit).unref();
  }

  #onReady(): void {
    clearTimeout(this.#initTimer);
    this.#ready = true;
    this.#initMilliseconds ??= performance.now() - this.#began;
    if (this.#running && this.#running.given === undefined) this.#give();
    else if (!this.#running) this.#becomeIdle();
  }

  #becomeIdle(): void {
    if (this.#retired) this.stop();
    if (this.state === "gone") return;
    this.state = "idle";
    this.#options.onIdle();
  }

  #give(): void {
    const running = this.#running as Running;
    const { name, timeoutSeconds } = this.configuration;
    this.#ready = false;
    running.given = performance.now();
    running.timer = setTimeout(() => {
      this.#end(
        errorPayload(
          "Sandbox.Timedout",
          `RequestId: ${running.call.requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
        ),
      );
    }, timeoutSeconds * 1000);
    if (typeof running.kill === "number")
      running.killer = setTimeout(() => this.#fail("Runtime.ExitError", "signal: killed"), running.kill);
    this.#log(`START RequestId: ${running.call.requestId} Version: $LATEST`);
    const { clientContext } = running.call;
    this.#runtime?.give({
      ...running.call,
      functionArn: functionArn(name),
      deadline: Date.now() + timeoutSeconds * 1000,
      clientContext: clientContext && Buffer.from(clientContext, "base64").toString(),
    });
  }

  #onAnswer(requestId: string, payload: Buffer, failed: boolean): void {
    const running = this.#running;
    if (!running || running.call.requestId !== requestId) return;
    const tooLarge = (this.#memory?.peak() ?? 0) > this.configuration.memoryMegabytes;
    if (running.kill === "when it answers" || tooLarge) {
      this.#fail("Runtime.ExitError", "signal: killed");
      return;
    }
    clearTimeout(running.timer);
    clearTimeout(running.killer);
    // What it wrote before it answered is in the pipe, and is read before the loop comes round again.
    setImmediate(() => setImmediate(() => this.#finish(running, ...limitResponse(payload, failed))));
  }

  #finish(running: Running, payload: Buffer, failed: boolean): void {
    if (this.#running !== running) return;
    this.#report(running);
    this.#running = undefined;
    this.warm = true;
    running.finish(payload, failed);
    if (this.#ready) this.#becomeIdle();
  }

  /** Ends the process with an error that names the invocation. */
  #fail(type: string, reason: string): void {
    const who = this.#running ? `RequestId: ${this.#running.call.requestId} ` : "";
    this.#end(errorPayload(type, `${who}Error: ${type === "Runtime.ExitError" ? `Runtime exited with error: ${reason}` : reason}`));
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null): void {
    const how = signal ? `signal: ${signalNames[signal] ?? signal.toLowerCase()}` : `exit status ${code}`;
    // What it wrote last is still to be read.
    setImmediate(() => setImmediate(() => this.#fail("Runtime.ExitError", how)));
  }

  #end(error: Buffer): void {
    if (this.state === "gone") return;
    this.state = "gone";
    const running = this.#running;
    if (running) {
      clearTimeout(running.timer);
      clearTimeout(running.killer);
      this.#log((JSON.parse(error.toString()) as { errorMessage?: string }).errorMessage ?? "");
      this.#report(running);
      running.finish(error, true);
      this.#running = undefined;
    }
    clearTimeout(this.#initTimer);
    this.#memory?.stop();
    this.#process?.kill("SIGKILL");
    this.#runtime?.close();
    this.#options.onGone();
  }

  #report({ call, given }: Running): void {
    const milliseconds = given === undefined ? 0 : performance.now() - given;
    const init = this.warm || this.#initMilliseconds === undefined ? "" : `\tInit Duration: ${this.#initMilliseconds.toFixed(2)} ms`;
    const { memoryMegabytes } = this.configuration;
    const used = Math.min(memoryMegabytes, Math.ceil(this.#memory?.peak() ?? 0));
    this.#log(`END RequestId: ${call.requestId}`);
    const report = `Duration: ${milliseconds.toFixed(2)} ms\tBilled Duration: ${Math.ceil(milliseconds + (init === "" ? 0 : (this.#initMilliseconds ?? 0)))} ms`;
    this.#log(`REPORT RequestId: ${call.requestId}\t${report}\tMemory Size: ${memoryMegabytes} MB\tMax Memory Used: ${used} MB${init}`);
  }

  #log(text: string, own = false): void {
    const { name, logGroup } = this.configuration;
    this.#running?.log.push(text);
    const requestId = this.#running?.call.requestId;
    const line = { functionName: name, logGroup, logStream: this.#logStream, own, text };
    this.#options.onLog?.(requestId === undefined ? line : { ...line, requestId });
  }
}

function limitResponse(payload: Buffer, failed: boolean): [Buffer, boolean] {
  if (payload.length <= longestResponseBytes) return [payload, failed];
  const message = `Response payload size (${payload.length} bytes) exceeded maximum allowed payload size (${longestResponseBytes} bytes).`;
  return [errorPayload("Function.ResponseSizeTooLarge", message), true];
}
