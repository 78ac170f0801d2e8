/** Starts an execution: records it, then sends its first message. Starting twice with one id starts once. */
import type { Message, StoredState } from "../model/message.ts";
import { InvalidInput } from "./errors.ts";
import { makeExecutionId } from "./execution-id.ts";
import type { ExecutionRow } from "./journal.ts";
import { readState } from "./read-state.ts";
import { bytesBeyond, storeChange } from "./store-values.ts";
import { defaultLimits, type WorkerHome } from "./worker-options.ts";

export interface StartRequest {
  /** The name of the class. */
  readonly pipeline: string;
  /** What finds the class again. */
  readonly source: string;
  /** The hash of its graph, null where none is known. */
  readonly graph: string | null;
  readonly input?: unknown;
  /** The id, for a caller that may have to start again. Default: a new UUIDv7. */
  readonly execution?: string | undefined;
  /** The first step. Default `start`. */
  readonly from?: string | undefined;
}

/** What an execution began with, and its first message, which was dispatched unless the execution has gone on already. */
export interface Started {
  readonly row: ExecutionRow;
  readonly message: Message;
  /** Whether it began now. */
  readonly began: boolean;
  readonly dispatched: boolean;
}

/** @throws {InvalidInput} for an input that can't travel, an id that can't be one, or the id of an execution that began otherwise */
export async function startExecution(home: WorkerHome, request: StartRequest): Promise<Started> {
  const { journal, clock, dispatcher } = home;
  const { pipeline, source, graph, from = "start" } = request;
  const now = clock.now();
  const execution = checkId(request.execution ?? makeExecutionId(now));
  const input = readState(request.input ?? {}, `The input of ${pipeline}`);
  const { envelopeBytes } = home.limits ?? defaultLimits;
  const { after } = await storeChange(home, {
    before: {},
    set: input,
    dropped: [],
    excess: (state) => bytesBeyond({ ...firstMessage({ execution, input: state, graph, from }), source, pipeline }, envelopeBytes),
  });
  const { began, row } = await journal.begin({
    execution,
    pipeline,
    source,
    graph,
    input: after,
    status: "running",
    startedAt: now,
    ...(from !== "start" && { from }),
  });
  if (!began) checkSame(row, { pipeline, from, input: after });
  const message = firstMessage(row);
  // The first hop's row shows that the message was received.
  const dispatched = began || !(await journal.readHop({ execution, branch: "", hop: 0 }));
  if (dispatched) await dispatcher.dispatch(message, 0);
  return { row, message, began, dispatched };
}

/** The message that an execution begins with. */
export function firstMessage({
  execution,
  input,
  graph,
  from,
}: Pick<ExecutionRow, "execution" | "input" | "graph"> & { from?: string }): Message {
  return { execution, branch: "", hop: 0, step: from ?? "start", attempt: 1, state: input, countedFrom: 0, graph };
}

function checkId(execution: string): string {
  // It becomes part of keys and URLs.
  if (/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/.test(execution)) return execution;
  throw new InvalidInput(
    `'${execution.slice(0, 120)}' can't be the id of an execution. Use up to 100 letters, digits, '-', '_', '.' and ':', the first a letter or digit.`,
  );
}

function checkSame(row: ExecutionRow, { pipeline, from, input }: { pipeline: string; from: string; input: StoredState }): void {
  const other =
    row.pipeline !== pipeline
      ? `of ${row.pipeline}`
      : (row.from ?? "start") !== from
        ? `from '${row.from ?? "start"}'`
        : JSON.stringify(row.input) !== JSON.stringify(input)
          ? "with another input"
          : undefined;
  if (other) throw new InvalidInput(`There is an execution '${row.execution}' already, ${other}. Start this one with an id of its own.`);
}
