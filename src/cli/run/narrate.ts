/** The events of a run as lines of text: each step as it starts and ends, and what it changed in the state. */
import type { Paint } from "../../diagnostics/paint.ts";
import type { RunEvent, StepEnded, StepFailedEvent, StepStarted } from "../../local/run-event.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { shorten } from "./shorten.ts";
import { trackChanges } from "./track-changes.ts";

const valueLength = 72;

/** Makes a function that turns events, in order, into text. It follows the state, to say what an update replaced. */
export function createNarrator(paint: Paint): (event: RunEvent) => string {
  const changes = trackChanges(paint);

  return (event) => {
    switch (event.type) {
      case "execution-started":
        changes.begin(event.input);
        return `${paint("bold", event.pipeline)} ${shorten(event.input, valueLength)} ${paint("dim", event.execution)}\n`;
      case "execution-resumed": {
        changes.begin(event.state);
        const title = `${paint("bold", event.pipeline)} goes on at ${paint("bold", event.step)} ${paint("dim", event.execution)}`;
        return `${title}\n${indent(changes.follow(event))}`;
      }
      case "step-started":
        return `${paint("cyan", "▸")} ${stepTitle(event, paint)}\n`;
      case "step-ended":
        return `${endOf(event, paint)}\n${indent(changes.follow(event))}`;
      case "step-failed": {
        const duration = paint("dim", formatMilliseconds(event.durationMilliseconds));
        return `${paint("red", "✗")} ${stepTitle(event, paint)} ${duration} ${whatFailed(event)}\n`;
      }
      case "log":
        return `${paint("dim", `  ${event.step} ${event.level}:`)} ${event.message}${event.fields ? ` ${shorten(event.fields, 200)}` : ""}\n`;
      case "failure-handler-failed":
        return `${paint("yellow", "onFailure itself failed:")} ${event.error.name}: ${event.error.message}\n`;
      case "execution-interrupted":
        return `${paint(["bold", "yellow"], "interrupted")} ${afterAll(event)}`;
      case "execution-ended":
        return `${paint(["bold", event.status === "completed" ? "green" : "red"], event.status)} ${afterAll(event)}`;
    }
  };
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}\n`).join("");
}

function afterAll({ hops, durationMilliseconds }: { readonly hops: number; readonly durationMilliseconds: number }): string {
  return `after ${hops.toLocaleString("en")} step${hops === 1 ? "" : "s"} in ${formatMilliseconds(durationMilliseconds)}\n`;
}

/** The whole error follows when the run has failed; before another attempt, its first line is all there is. */
function whatFailed({ error, retryInMilliseconds }: StepFailedEvent): string {
  // A cancelled step did nothing wrong.
  if (error.name === "Cancelled") return "cancelled";
  if (retryInMilliseconds === undefined) return error.name;
  return `${error.name}: ${error.message.split("\n", 1)[0]}, again in ${formatMilliseconds(retryInMilliseconds)}`;
}

/** The step that is running, for the line that is overwritten when it ends. */
export function stepTitle({ step, attempt }: Pick<StepStarted, "step" | "attempt">, paint: Paint): string {
  return `${paint("bold", step)}${attempt > 1 ? paint("yellow", ` (attempt ${attempt})`) : ""}`;
}

function endOf(event: StepEnded, paint: Paint): string {
  const delay = event.afterMilliseconds === undefined ? "" : ` after ${formatMilliseconds(event.afterMilliseconds)}`;
  const next = event.next === null ? "done" : `→ ${event.next}${delay}`;
  return `${paint("green", "✓")} ${stepTitle(event, paint)} ${paint("dim", `${formatMilliseconds(event.durationMilliseconds)} ${next}`)}`;
}
