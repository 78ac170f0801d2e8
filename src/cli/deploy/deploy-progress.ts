/** What CloudFormation does, for people: a line for each resource that is done, and below, on a terminal, what is being done. */
import { remedyFor } from "../../deploy/stack/remedy.ts";
import type { ResourceEvent } from "../../deploy/stack/stack-events.ts";
import type { Paint } from "../../diagnostics/paint.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { kindOf, titleOf } from "./deploy-words.ts";

const clearLine = "\r\x1b[2K";
const framesPerSecond = 10;
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

export interface Progress {
  show(event: ResourceEvent): void;
  /** The first resource that failed for a reason of its own. */
  readonly failure: ResourceEvent | undefined;
  close(): void;
}

/** @param functions by logical id: names without the stack's prefix */
export function openProgress(stream: NodeJS.WriteStream, paint: Paint, functions: ReadonlyMap<string, string>): Progress {
  const going = new Map<string, { readonly title: string; readonly since: Date }>();
  let failure: ResourceEvent | undefined;
  let rollsBack = false;
  let tick = 0;
  const began = performance.now();
  const clear = () => stream.isTTY && stream.write(clearLine);
  const draw = () => {
    if (!stream.isTTY) return;
    const time = formatMilliseconds(performance.now() - began);
    const names = [...new Set([...going.values()].map(({ title }) => title))].join(", ");
    const line = `${spinner[tick % spinner.length]} ${time} ${names}`;
    stream.write(`${clearLine}${paint("cyan", line.slice(0, Math.max(20, (stream.columns || 80) - 1)))}`);
  };
  const timer = setInterval(() => {
    tick++;
    draw();
  }, 1_000 / framesPerSecond);
  timer.unref();
  if (!stream.isTTY) clearInterval(timer);

  return {
    get failure() {
      return failure;
    },
    show(event) {
      const { logicalId, status, reason, whole, at } = event;
      if (whole) {
        if (!rollsBack && /ROLLBACK_IN_PROGRESS$/.test(status)) {
          rollsBack = true;
          going.clear();
          clear();
          stream.write(`${paint(["bold", "yellow"], "Rolling back:")} everything is brought back to what it was.\n`);
        }
        return;
      }
      const title = titleOf(logicalId, functions);
      if (status.endsWith("_IN_PROGRESS")) {
        going.set(logicalId, going.get(logicalId) ?? { title, since: at });
        draw();
        return;
      }
      const since = going.get(logicalId)?.since;
      going.delete(logicalId);
      if (status.endsWith("_FAILED") && !isConsequence(reason)) failure ??= event;
      clear();
      stream.write(`${lineOf(event, title, since, paint)}\n`);
      draw();
    },
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

/** What failed because something else had. */
function isConsequence(reason: string | undefined): boolean {
  return /^Resource (creation|update|deletion) cancelled/i.test(reason ?? "");
}

function lineOf({ type, status, reason, at }: ResourceEvent, title: string, since: Date | undefined, paint: Paint): string {
  const took = since && at > since ? paint("dim", ` ${formatMilliseconds(at.getTime() - since.getTime())}`) : "";
  const what = `${paint("bold", title)} ${kindOf(type)}`;
  if (status.endsWith("_FAILED")) {
    return isConsequence(reason)
      ? paint("dim", `· ${title} ${kindOf(type)} cancelled`)
      : `${paint("red", "✗")} ${what} ${reason ?? "failed"}`;
  }
  if (status === "DELETE_SKIPPED") return `${paint("yellow", "·")} ${what} stays in the account`;
  const done = status.startsWith("CREATE") ? "created" : status.startsWith("DELETE") ? "deleted" : "updated";
  return `${paint("green", "✓")} ${what} ${done}${took}`;
}

/** A failure in a sentence. */
export function describeFailure({ logicalId, type, status, reason }: ResourceEvent, functions: ReadonlyMap<string, string>): string {
  const verb = status.startsWith("CREATE") ? "created" : status.startsWith("DELETE") ? "deleted" : "updated";
  const why = (reason ?? "CloudFormation gives no reason").trim();
  return `${titleOf(logicalId, functions)} (${kindOf(type)}, ${logicalId}) could not be ${verb}: ${why}${remedyFor(type, why)}`;
}
