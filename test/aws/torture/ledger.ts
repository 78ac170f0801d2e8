/** Keeps a record of what befell each invocation, from what Lambda and the functions say in their logs. */
import type { CallScene } from "../../../src/local-aws/lambda/call.ts";
import type { LogLine } from "../../../src/local-aws/log-line.ts";

/** How an invocation ended that did not end well: its process died, or a port failed it, or another had its hop. */
export type Mishap = "killed" | "timed out" | "exited" | "failed" | "held";

interface Place {
  readonly execution: string;
  readonly hop: number;
}

export class Ledger {
  readonly mishaps: Record<Mishap, number> = { killed: 0, "timed out": 0, exited: 0, failed: 0, held: 0 };
  readonly #places = new Map<string, Place | undefined>();
  readonly #byHop = new Map<string, Record<Mishap, number>>();
  readonly #nth = new Map<string, number>();
  readonly #lines: { readonly execution: string; readonly text: string }[] = [];

  /** Notes that an invocation is about to run. Gives what it is about. */
  note({ requestId, payload, stage, functionName }: CallScene): { readonly what: string; readonly nth: number } {
    const event = JSON.parse(Buffer.from(payload).toString()) as {
      readonly $orchwits?: Place & { readonly attempt: number };
      readonly $id?: string;
      readonly Records?: readonly { readonly messageId: string }[];
    };
    const { $orchwits: message, $id, Records } = event;
    if (stage === "run" && message) this.#places.set(requestId, { execution: message.execution, hop: message.hop });
    const id = message ? `${message.execution} ${message.hop} ${message.attempt}` : ($id ?? Records?.length ?? "");
    const what = `${functionName} ${id}`;
    const nth = (this.#nth.get(`${stage} ${what}`) ?? 0) + 1;
    this.#nth.set(`${stage} ${what}`, nth);
    return { what, nth };
  }

  read({ message, own, requestId, functionName }: LogLine): void {
    // A function's own line says where it belongs, whenever it is read.
    const said = own && message.startsWith("{") ? readOwn(message) : undefined;
    const place = said?.place ?? (requestId === undefined ? undefined : this.#places.get(requestId));
    if (place) this.#lines.push({ execution: place.execution, text: `${new Date().toISOString()} ${functionName} ${message}` });
    const mishap = said ? said.mishap : mishapOf(message, own);
    if (!mishap) return;
    this.mishaps[mishap]++;
    if (place) this.of(place)[mishap]++;
  }

  /** All that was said of an execution, for whoever has to find out what became of it. */
  logOf(execution: string): string[] {
    return this.#lines.filter((line) => line.execution === execution).map(({ text }) => text);
  }

  /** What befell the invocations of a hop. */
  of({ execution, hop }: Place): Record<Mishap, number> {
    const key = `${execution} ${hop}`;
    let found = this.#byHop.get(key);
    if (!found) {
      found = { killed: 0, "timed out": 0, exited: 0, failed: 0, held: 0 };
      this.#byHop.set(key, found);
    }
    return found;
  }
}

function mishapOf(message: string, own: boolean | undefined): Mishap | undefined {
  // The runtime's own words, before it ends the process.
  if (own) return /^Invoke Error\t\{"errorType":"Runtime\./.test(message) ? "exited" : undefined;
  if (/Error: (Task timed out|init took)/.test(message)) return "timed out";
  if (message.includes("Error: Runtime exited with error: signal")) return "killed";
  return message.includes("Error: Runtime exited with error") ? "exited" : undefined;
}

/** Undefined for a line that was cut off: a process may be killed while it writes. */
function readOwn(text: string): { readonly mishap: Mishap | undefined; readonly place: Place | undefined } | undefined {
  let line: { readonly message: string; readonly execution?: string; readonly hop?: number };
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { message, execution, hop } = line;
  const place = execution !== undefined && hop !== undefined ? { execution, hop } : undefined;
  if (message.startsWith("not handled:")) return { mishap: "failed", place };
  return { mishap: message === "held by another invocation" ? "held" : undefined, place };
}
