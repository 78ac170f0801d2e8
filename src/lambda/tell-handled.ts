/** The last line of an invocation: what became of its message. */
import type { Handled } from "../engine/handled.ts";
import { failureStep } from "../engine/reserved-steps.ts";
import { loadFaults } from "./load-faults.ts";
import type { Fields, Log } from "./log.ts";

/** What became of a message, without a word of its state. */
export type Told = { readonly became: Handled["kind"] } & Fields;

/** Writes the line, and gives what it says, for whoever invoked the function by hand. */
export async function tellHandled(log: Log, handled: Handled, now: number, fields: Fields): Promise<Told> {
  const write = (message: string, more: Fields) => {
    const told = { became: handled.kind, ...more };
    log.write("info", message, { ...told, ...fields });
    return told;
  };
  if (handled.kind === "ended" && handled.status === "completed") return write(handled.status, { status: handled.status });
  if (handled.kind !== "moved" || handled.next.step === failureStep) return (await loadFaults()).tellUnusual(log, handled, now, fields);
  const { next, afterMilliseconds } = handled;
  if (afterMilliseconds <= 0) return write(`moved to '${next.step}'`, { next: next.step });
  return write(`moved to '${next.step}' in ${afterMilliseconds / 1_000} s`, { next: next.step, afterMilliseconds });
}
