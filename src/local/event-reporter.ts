/** Tells a listener what happens, each time with copies, so that what it does with them changes nothing in the run. */
import type { End, Move } from "../engine/apply-outcome.ts";
import { reportError } from "../engine/error-report.ts";
import { copyJson } from "../engine/json.ts";
import type { LogLevel } from "../engine/make-context.ts";
import { toPlainFields } from "../engine/plain-text.ts";
import type { AttemptIdentity } from "../model/message.ts";
import type { State } from "../model/state.ts";
import type { ErrorReport, ExecutionEnded, RunEvent } from "./run-event.ts";

type Listener = (event: RunEvent) => void;

/** Without a listener it costs nothing but writes what must not go unseen to stderr. */
export class EventReporter {
  readonly #execution: string;
  readonly #listener: Listener | undefined;

  constructor(execution: string, listener: Listener | undefined) {
    this.#execution = execution;
    this.#listener = listener;
  }

  executionStarted(pipeline: string, input: State): void {
    this.#listener?.({ type: "execution-started", execution: this.#execution, pipeline, input: copyJson(input) });
  }

  stepStarted(identity: AttemptIdentity): void {
    this.#listener?.({ type: "step-started", ...identity });
  }

  stepEnded(identity: AttemptIdentity, durationMilliseconds: number, outcome: Move | End): void {
    if (!this.#listener) return;
    const event = { type: "step-ended" as const, ...identity, durationMilliseconds };
    if (outcome.kind === "done") {
      this.#listener({ ...event, set: {}, dropped: [], next: null });
    } else {
      const { to, set, dropped, afterMilliseconds } = outcome;
      const move = { ...event, set: copyJson(set), dropped: [...dropped], next: to };
      this.#listener(afterMilliseconds > 0 ? { ...move, afterMilliseconds } : move);
    }
  }

  stepFailed(identity: AttemptIdentity, durationMilliseconds: number, thrown: unknown, state: State, retryInMilliseconds?: number): void {
    this.#listener?.({
      type: "step-failed",
      ...identity,
      durationMilliseconds,
      error: reportError(thrown),
      state: copyJson(state),
      ...(retryInMilliseconds !== undefined && { retryInMilliseconds }),
    });
  }

  log(identity: AttemptIdentity, level: LogLevel, message: unknown, fields: Record<string, unknown> | undefined): void {
    const plain = fields === undefined ? {} : { fields: toPlainFields(fields) };
    if (this.#listener) this.#listener({ type: "log", ...identity, level, message: String(message), ...plain });
    else writeLine(`${level} ${identity.step}: ${String(message)}${plain.fields ? ` ${JSON.stringify(plain.fields)}` : ""}`);
  }

  failureHandlerFailed(thrown: unknown): void {
    const error = reportError(thrown);
    if (this.#listener) this.#listener({ type: "failure-handler-failed", execution: this.#execution, error });
    else writeLine(`error onFailure: ${error.stack ?? error.message}`);
  }

  executionEnded(
    status: ExecutionEnded["status"],
    outcome: { readonly result?: unknown; readonly error?: ErrorReport },
    hops: number,
    durationMilliseconds: number,
  ): void {
    if (!this.#listener) return;
    const { result, error } = outcome;
    this.#listener({
      type: "execution-ended",
      execution: this.#execution,
      status,
      ...(result !== undefined && { result: copyJson(result) }),
      ...(error && { error }),
      hops,
      durationMilliseconds,
    });
  }
}

function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
