/** Finds what functions logged about an execution: the lines that name it, and what else was logged in the same invocations. */
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Deployed } from "./find-deployed.ts";

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
  readonly functionName: string;
  /** Of the invocation that it was logged in, where it says so. */
  readonly requestId?: string;
}

export interface LogSource {
  readonly deployed: Deployed;
  readonly logs: CloudWatchLogsClient;
  /** The log groups, by the names of their functions. */
  readonly groups: ReadonlyMap<string, string>;
  readonly execution: string;
}

/** As many ids as fit into a filter pattern, which may have 1,024 characters (CloudWatch Logs API, `FilterLogEvents`). */
const idsInPattern = 20;
/** Of a function's invocations, the last ones: for each pattern, CloudWatch looks through all that was logged. */
const mostInvocations = 1_000;
/** No invocation takes longer (Lambda quotas). */
const longestInvocationMilliseconds = 900_000;

/** Reads log lines, each once, in the order in which they were logged. */
export class LogReader {
  readonly #source: LogSource;
  readonly #seen = new Set<string>();
  /** The invocations of each function that have to do with the execution, and when they last said so. */
  readonly #invocations = new Map<string, Map<string, number>>();
  /** Those of which it is not known whose they are. */
  readonly #noted = new Set<string>();
  #cut = false;

  constructor(source: LogSource) {
    this.#source = source;
  }

  /** Whether there were too many invocations to look for all that was logged in them. */
  get isCut(): boolean {
    return this.#cut;
  }

  /** An invocation of some function has to do with the execution, although it may have said nothing of it. */
  note(requestId: string): void {
    this.#noted.add(requestId);
  }

  /** @param since milliseconds since 1970 */
  async read(since: number): Promise<readonly LogLine[]> {
    const ofAll = (find: (functionName: string, group: string) => Promise<LogLine[]>) =>
      Promise.all([...this.#source.groups].map(([functionName, group]) => find(functionName, group))).then((lines) => lines.flat());
    // What the recovery says names invocations of other functions.
    const named = await ofAll((functionName, group) => this.#findNamed(functionName, group, since));
    const around = await ofAll((functionName, group) => this.#findAround(functionName, group, since - longestInvocationMilliseconds));
    return [...named, ...around].sort((one, other) => one.at - other.at);
  }

  async #findNamed(functionName: string, group: string, since: number): Promise<LogLine[]> {
    const { execution } = this.#source;
    // CloudWatch finds parts of words, too: `order-1` in `order-12`.
    const word = new RegExp(`(?<![\\w.:-])${execution.replace(/[.]/g, "\\.")}(?![\\w:-]|\\.\\w)`);
    const lines = await this.#find(functionName, group, `"${execution}"`, since);
    const named = lines.filter(({ text }) => word.test(text) && isOf(text, execution));
    const known = this.#invocations.get(functionName) ?? new Map<string, number>();
    this.#invocations.set(functionName, known);
    for (const { requestId, at, text } of named) {
      const { execution: said, invocation } = fieldsOf(text);
      if (said !== execution) continue;
      if (requestId !== undefined) known.set(requestId, at);
      if (typeof invocation === "string") this.note(invocation);
    }
    return named;
  }

  /** What an invocation says of the execution, it says at its end: what came before that is found only now. */
  async #findAround(functionName: string, group: string, from: number): Promise<LogLine[]> {
    const recent = [...(this.#invocations.get(functionName) ?? [])].filter(([, at]) => at >= from).map(([id]) => id);
    if (recent.length > mostInvocations) this.#cut = true;
    const ids = [...new Set([...recent.slice(-mostInvocations), ...this.#noted])];
    const found: LogLine[] = [];
    for (let index = 0; index < ids.length; index += idsInPattern) {
      const part = ids.slice(index, index + idsInPattern);
      const pattern = part.map((id) => `?"${id}"`).join(" ");
      // The relay and the recovery speak of several executions in one invocation.
      const lines = await this.#find(functionName, group, pattern, from);
      found.push(...lines.filter(({ text }) => isOf(text, this.#source.execution)));
    }
    return found;
  }

  async #find(functionName: string, logGroupName: string, filterPattern: string, startTime: number): Promise<LogLine[]> {
    const { deployed, logs } = this.#source;
    const found: LogLine[] = [];
    for (let nextToken: string | undefined; ; ) {
      const input = {
        logGroupName,
        filterPattern,
        startTime: Math.max(0, Math.floor(startTime)),
        ...(nextToken !== undefined && { nextToken }),
      };
      const page = await deployed.call("logs:FilterLogEvents", () =>
        logs.send(new FilterLogEventsCommand(input)).catch(nothingWhereAbsent),
      );
      for (const { eventId = "", timestamp = 0, message = "" } of page.events ?? []) {
        const key = `${logGroupName} ${eventId}`;
        const text = message.trimEnd();
        if (this.#seen.has(key) || isUsual(text)) continue;
        this.#seen.add(key);
        const requestId = fieldsOf(text).requestId;
        found.push({ at: timestamp, text, functionName, ...(typeof requestId === "string" && { requestId }) });
      }
      nextToken = page.nextToken;
      if (nextToken === undefined) return found;
    }
  }
}

/** What Lambda itself says of each invocation: only what went wrong is of interest. */
function isUsual(text: string): boolean {
  if (/^(START|END|REPORT) RequestId: /.test(text)) return true;
  const { type, record } = fieldsOf(text);
  if (typeof type !== "string" || !type.startsWith("platform.")) return false;
  const { status } = (record ?? {}) as { readonly status?: unknown };
  return type !== "platform.report" || status === "success";
}

/** Whether a line, in an invocation that has to do with an execution, is not about another one. */
function isOf(text: string, execution: string): boolean {
  const { execution: named = execution, pipeline } = fieldsOf(text);
  return pipeline === undefined || named === execution;
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  if (!text.startsWith("{")) return {};
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

interface Page {
  readonly events?: readonly { readonly eventId?: string; readonly timestamp?: number; readonly message?: string }[];
  readonly nextToken?: string;
}

/** A function that never ran has no log group, unless the stack made it one. */
function nothingWhereAbsent(error: unknown): Page {
  if ((error as Error).name === "ResourceNotFoundException") return {};
  throw error;
}
