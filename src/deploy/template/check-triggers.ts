/** Looks at the triggers of the entry: each must be one of those that there are, and say what AWS takes. */
import { nearestName } from "../../model/nearest-name.ts";
import { bucketEventNames } from "./bucket-events.ts";
import { checkShape, type ShapeFault } from "./check-shape.ts";
import { isObject, type TemplateObject } from "./intrinsics.ts";
import { rateOf } from "./schedule-rate.ts";
import type { Shape } from "./shape.ts";
import type { TemplateValue } from "./template.ts";

const kinds: Readonly<Record<string, { readonly [name: string]: Shape }>> = {
  schedule: { schedule: "text", timezone: "text", input: "any" },
  queue: { queue: "any", batchSize: "number" },
  bucket: { bucket: "text", prefix: "text", suffix: "text", events: { list: "text" } },
  event: { event: "any", bus: "text" },
  http: { http: "text" },
};

/** So many messages of a FIFO queue Lambda takes at once (Lambda API, `BatchSize`). */
export const mostOfFifo = 10;

export function* checkTriggers(on: TemplateValue): Iterable<ShapeFault> {
  if (!Array.isArray(on)) return;
  for (const trigger of on as readonly TemplateValue[]) yield* checkTrigger(trigger);
  if (on.filter((trigger) => isObject(trigger) && trigger.http !== undefined).length > 1) {
    yield { message: "'on' asks for several URLs, but a function has one", fix: "Leave one { http: … }." };
  }
}

function* checkTrigger(trigger: TemplateValue): Iterable<ShapeFault> {
  if (!isObject(trigger)) return void (yield { message: `'on' has ${JSON.stringify(trigger)}, which is no trigger` });
  const found = Object.keys(trigger).filter((name) => Object.hasOwn(kinds, name));
  const [kind] = found;
  if (kind === undefined || found.length > 1) {
    const meant = Object.keys(trigger).map((name) => nearestName(name, Object.keys(kinds)));
    const near = meant.find((name) => name !== undefined);
    const fix = near && found.length === 0 ? `Did you mean '${near}'?` : `Say one of: ${Object.keys(kinds).join(", ")}.`;
    return void (yield {
      message: `a trigger in 'on' says ${found.length === 0 ? "of no kind of event" : `${found.join(" and ")} at once`}`,
      fix,
    });
  }
  yield* checkShape(trigger, { fields: kinds[kind] as { readonly [name: string]: Shape } }, `the ${kind} trigger in 'on'`);
  yield* checkValues(kind, trigger);
}

function* checkValues(kind: string, trigger: TemplateObject): Iterable<ShapeFault> {
  const { schedule, queue, batchSize, events, http } = trigger;
  if (kind === "schedule" && typeof schedule === "string") {
    try {
      rateOf(schedule);
    } catch (error) {
      yield { message: `'on': ${(error as RangeError).message.replace(/\.$/, "")}` };
    }
  }
  if (typeof batchSize === "number" && !(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 10_000)) {
    yield { message: `the queue trigger in 'on' has the batchSize ${batchSize}`, fix: "Use a whole number from 1 to 10000." };
  }
  if (typeof batchSize === "number" && batchSize > mostOfFifo && typeof queue === "string" && queue.endsWith(".fifo")) {
    yield { message: `the queue trigger in 'on' has the batchSize ${batchSize} for a FIFO queue`, fix: `Use at most ${mostOfFifo}.` };
  }
  for (const name of kind === "bucket" && Array.isArray(events) ? events : []) {
    if (typeof name !== "string" || bucketEventNames.includes(name)) continue;
    const meant = nearestName(name, bucketEventNames);
    const fix = meant ? `Did you mean '${meant}'?` : `There are: ${bucketEventNames.join(", ")}.`;
    yield { message: `the bucket trigger in 'on' asks for '${name}'`, fix };
  }
  if (kind === "http" && http !== "iam" && http !== "none") {
    yield {
      message: `the http trigger in 'on' says ${JSON.stringify(http)}`,
      fix: "Say 'iam' to let in who may invoke the function, or 'none' for everyone.",
    };
  }
}
