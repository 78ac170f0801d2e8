/** What functions log, for people: whose execution and step each line is of, lines of JSON unfolded, what Lambda itself says left out. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Paint } from "../../diagnostics/paint.ts";
import type { LogLine } from "../../local-aws/log-line.ts";
import { functionOfStep } from "../../model/deployed-names.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { isInvocation } from "../../model/invocation.ts";
import { shorten } from "../run/shorten.ts";

/** Colours that are readable on light and on dark, and that say nothing of good or bad. */
const colours = ["cyan", "magenta", "blue", "green", "yellow", "cyanBright", "magentaBright", "blueBright"] as const;
/** As many of the id's last characters as are shown: enough to find it by. */
const idLength = 8;
/** How many invocations are remembered: more than run at once, and what logs later than that is nobody's. */
const mostInvocations = 10_000;

/** Told by the line's beginning or by its message, or of no use to whoever reads along. */
const hidden = new Set([
  ...["errorType", "errorMessage", "stackTrace"],
  ...["timestamp", "level", "message", "pipeline", "execution", "step", "hop", "attempt", "requestId", "stack", "became", "status", "next"],
  ...[
    "milliseconds",
    "stepMilliseconds",
    "afterMilliseconds",
    "nextAttempt",
    "errorName",
    "error",
    "invocation",
    "Stack",
    "ExecutionsFailed",
    "_aws",
  ],
]);

/** Frames that are ours or Node's: nobody who writes steps can change them. */
const packageFolder = fileURLToPath(new URL("../../../", import.meta.url));
const ourFrames = [
  `${packageFolder}src/`,
  `${packageFolder}dist/`,
  "/node_modules/orchwits/",
  "/faults.mjs:",
  "(node:",
  " node:",
  "(<anonymous>)",
];

/** Places are shown from here. */
const workingFolder = join(process.cwd(), "/");

/** What a function's runtime writes of an error that its handler throws, or that keeps it from starting. */
const runtimeError = /^(?:Invoke|Init) Error\t(\{.*\})$/s;

interface Place {
  readonly execution?: string | undefined;
  readonly step?: string | undefined;
  readonly hop?: number | undefined;
  readonly attempt?: number | undefined;
}

export interface LogViewOptions {
  readonly paint: Paint;
  /** What the functions' names begin with. */
  readonly prefix: string;
  /** Of the longest step. */
  readonly stepWidth: number;
  /** Also what Lambda writes around each invocation. */
  readonly verbose: boolean;
  readonly now: () => Date;
}

export class LogView {
  readonly #options: LogViewOptions;
  readonly #places = new Map<string, Place>();
  /** What a function said last of its failure, by the request. */
  readonly #failures = new Map<string, string>();
  readonly #colours = new Map<string, (typeof colours)[number]>();

  constructor(options: LogViewOptions) {
    this.#options = options;
  }

  /** A function is about to run: what it is given says whose execution that is. */
  begin(requestId: string, payload: Uint8Array): void {
    let event: unknown;
    try {
      event = JSON.parse(Buffer.from(payload).toString());
    } catch {
      return;
    }
    if (!isInvocation(event)) return;
    const { execution, step, hop, attempt } = event.$orchwits;
    this.#remember(requestId, { execution, step, hop, attempt });
  }

  /** A line is about to be shown, after others of its invocation: what it says of where that belongs holds for them, too. */
  foresee({ message, requestId }: LogLine): void {
    const fields = readFields(message);
    if (requestId !== undefined && fields && isOurs(fields))
      this.#remember(requestId, { ...this.#places.get(requestId), ...placeIn(fields) });
  }

  /** The line as text, with its end; empty where there is nothing to be said. */
  show({ service, message, functionName, requestId, own }: LogLine): string {
    if (functionName === undefined) return this.#line({ step: service }, this.#options.paint("red", message));
    const place = (requestId !== undefined && this.#places.get(requestId)) || {};
    const step = place.step ?? this.#shortName(functionName);
    if (own !== true) {
      const usual = /^(START|END|REPORT|INIT_START) /.test(message);
      if (usual && !this.#options.verbose) return "";
      return this.#line({ ...place, step }, this.#options.paint(usual ? "dim" : "red", message));
    }
    const fields = readFields(message);
    if (!fields) return this.#showPlain(message, { ...place, step }, requestId);
    const said = { ...place, ...placeIn(fields) };
    if (requestId !== undefined && isOurs(fields)) this.#remember(requestId, said, fields);
    // The relay speaks of the step that it passes something on to, but it isn't that.
    const who = functionName.includes("-orchwits-") ? step : (said.step ?? step);
    return this.#line({ ...said, step: who }, this.#unfold(fields));
  }

  #showPlain(message: string, place: Place, requestId = ""): string {
    const { errorType, errorMessage, trace } = parseFields(runtimeError.exec(message)?.[1] ?? "") ?? {};
    if (typeof errorMessage !== "string" || !Array.isArray(trace)) return this.#line(place, message);
    if (this.#failures.get(requestId)?.endsWith(errorMessage)) return "";
    const text = this.#options.paint("red", `${errorType}: ${errorMessage}`);
    return this.#line(place, `${text}${framesOf(trace.map(String))}`);
  }

  #line({ execution, step = "", hop, attempt }: Place, text: string): string {
    const { paint, now, stepWidth } = this.#options;
    const id = (execution ?? "").slice(-idLength).padEnd(idLength);
    const who = execution === undefined ? id : paint(this.#colourOf(execution), id);
    const again = attempt !== undefined && attempt > 1 ? paint("yellow", ` (attempt ${attempt})`) : "";
    const named = functionOfStep(step).padEnd(stepWidth);
    const head = `${paint("dim", now().toLocaleTimeString("en-GB"))} ${who} ${paint("dim", hop === undefined ? "   " : String(hop).padStart(3))} ${paint("bold", named)}${again} `;
    const [first = "", ...more] = text.split("\n");
    const indent = " ".repeat(9 + idLength + 1 + 4 + stepWidth + 1);
    return [`${head}${first}`, ...more.map((line) => `${indent}${line}`)].map((line) => `${line.trimEnd()}\n`).join("");
  }

  #unfold(fields: Readonly<Record<string, unknown>>): string {
    const { paint } = this.#options;
    const { level, message, pipeline, stepMilliseconds, error } = fields;
    const colour = /^(error|fatal)$/i.test(String(level)) ? "red" : /^warn$/i.test(String(level)) ? "yellow" : undefined;
    const said = wordMessage(message);
    const text = colour ? paint(colour, said) : said;
    const took = typeof stepMilliseconds === "number" ? ` ${paint("dim", formatMilliseconds(stepMilliseconds))}` : "";
    const shown = Object.entries(fields).filter(([key]) => !hidden.has(key));
    const rest = shown.map(([key, value]) => ` ${paint("dim", `${key}=`)}${shorten(value, 200)}`).join("");
    return `${text}${took}${rest}${stackOf(error, pipeline)}`;
  }

  #shortName(functionName: string): string {
    const { prefix } = this.#options;
    const name = functionName.startsWith(prefix) ? functionName.slice(prefix.length) : functionName;
    return name.replace(/^orchwits-/, "");
  }

  #colourOf(execution: string): (typeof colours)[number] {
    const colour = this.#colours.get(execution) ?? colours[this.#colours.size % colours.length] ?? "cyan";
    this.#colours.set(execution, colour);
    return colour;
  }

  #remember(requestId: string, place: Place, { level, message }: Readonly<Record<string, unknown>> = {}): void {
    this.#places.set(requestId, place);
    if (level === "error") this.#failures.set(requestId, String(message));
    for (const map of [this.#places, this.#failures]) {
      for (const known of map.keys()) {
        if (map.size <= mostInvocations) break;
        map.delete(known);
      }
    }
  }
}

function readFields(message: string): Readonly<Record<string, unknown>> | undefined {
  const fields = parseFields(message);
  return fields && (typeof fields.message === "string" || isOfConsole(fields)) ? fields : undefined;
}

function parseFields(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** What Lambda's runtime makes of a call of `console` where the log format is JSON. */
function isOfConsole({ timestamp, level }: Readonly<Record<string, unknown>>): boolean {
  return typeof timestamp === "string" && typeof level === "string" && /^[A-Z]+$/.test(level);
}

/** A line of Orchwits' own says where it belongs. */
function isOurs(fields: Readonly<Record<string, unknown>>): boolean {
  return typeof fields.pipeline === "string" && !isOfConsole(fields);
}

/** What was given to `console`: a text, any value, or an error, of which the user's own frames are shown. */
function wordMessage(message: unknown): string {
  if (typeof message === "string") return message;
  if (typeof message !== "object" || message === null) return String(message);
  const { errorType, errorMessage, stackTrace } = message as { readonly [key: string]: unknown };
  if (typeof errorType !== "string" || !Array.isArray(stackTrace)) return shorten(message, 2_000);
  return `${errorType}: ${String(errorMessage)}${framesOf(stackTrace.map(String))}`;
}

function placeIn({ execution, step, hop, attempt }: Readonly<Record<string, unknown>>): Place {
  return {
    ...(typeof execution === "string" && { execution }),
    ...(typeof step === "string" && { step }),
    ...(typeof hop === "number" && { hop }),
    ...(typeof attempt === "number" && { attempt }),
  };
}

/** An error as it is recorded, and its causes. */
function stackOf(error: unknown, pipeline: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { stack, cause } = error as { readonly stack?: unknown; readonly cause?: unknown };
  const frames = typeof stack === "string" ? framesOf(stack.split("\n"), pipeline) : "";
  return frames + (cause === undefined ? "" : `\ncaused by ${nameOf(cause)}${stackOf(cause, pipeline)}`);
}

/** @param pipeline the class, which has a shorter name in a bundle */
function framesOf(lines: readonly string[], pipeline?: unknown): string {
  return lines
    .filter((line) => line.trimStart().startsWith("at ") && !ourFrames.some((part) => line.includes(part)))
    .map((line) => line.replace("file://", "").replace(workingFolder, ""))
    .map((line) => `\n${line.replace(/(?<=at (?:async )?)[\w$]{1,2}(?=\.)/, (name) => (typeof pipeline === "string" ? pipeline : name))}`)
    .join("");
}

function nameOf(error: unknown): string {
  const { name, message } = error as { readonly name?: unknown; readonly message?: unknown };
  return `${String(name)}: ${String(message)}`;
}
