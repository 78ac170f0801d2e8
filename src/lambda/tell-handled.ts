/** The last line of an invocation: what became of its message. */
import type { Handled } from "../engine/handled.ts";
import { failureStep } from "../engine/reserved-steps.ts";
import { loadFaults } from "./load-faults.ts";
import type { Fields, Log } from "./log.ts";

/** What became of a message, without a word of its state. */
export type Told = { readonly became: Handled["kind"] } & Fields;

/** Writes the line, and gives what it says, for whoever invoked the function by hand. */
export async function tellHandled(log: Log, handled: Handled, now: number, fields: Fields): Promise<Told> {
  const told = { became: handled.kind };
  if (handled.kind === "moved" && handled.next.step !== failureStep) {
    const { next, afterMilliseconds } = handled;
    const delay = afterMilliseconds > 0 && { afterMilliseconds };
    const where = { ...told, next: next.step, ...delay };
    log.write("info", `moved to '${next.step}'${delay ? ` in ${afterMilliseconds / 1_000} s` : ""}`, { ...where, ...fields });
    return where;
  }
  if (handled.kind === "ended" && handled.status === "completed") {
    const end = { ...told, status: handled.status };
    log.write("info", handled.status, { ...end, ...fields });
    return end;
  }
  return (await loadFaults()).tellUnusual(log, handled, now, fields);
}
