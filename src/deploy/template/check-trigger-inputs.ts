/** Looks at what triggers bring: one whose input never has what the entry needs starts nothing, and nobody hears of it for a long time. */
import type { Step } from "../../model/graph.ts";
import { isReservedKey } from "../../model/state.ts";
import type { ShapeFault } from "./check-shape.ts";
import { isObject, type TemplateObject } from "./intrinsics.ts";
import type { TemplateValue } from "./template.ts";

/** The fields of every event (EventBridge user guide, "AWS service event metadata"). */
const eventKeys = ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"];

export function* checkTriggerInputs(on: TemplateValue, { name, reads }: Step): Iterable<ShapeFault> {
  const needed = Object.keys(reads).filter((key) => !reads[key]?.optional && !isReservedKey(key));
  for (const trigger of Array.isArray(on) ? (on as readonly TemplateValue[]) : []) {
    const input = isObject(trigger) ? inputOf(trigger) : undefined;
    const missing = needed.filter((key) => input && !input.keys.includes(key));
    if (!input || missing.length === 0) continue;
    const list = missing.map((key) => `'${key}'`).join(", ");
    yield {
      message: `the ${input.kind} trigger in 'on' brings no ${list}, which '${name}' needs, so that it would start nothing`,
      fix: `${input.remedy} Or let '${name}' do without: ${missing.map((key) => `\`${key}?\``).join(", ")}.`,
    };
  }
}

/** What a trigger brings, where the source tells it: of queues and URLs, only their senders know. */
function inputOf(trigger: TemplateObject): { kind: string; keys: readonly string[]; remedy: string } | undefined {
  const brings = (keys: readonly string[]) => ({ keys, remedy: `It brings ${keys.join(", ")}.` });
  if (trigger.schedule !== undefined) {
    const { input = {} } = trigger;
    return isObject(input) ? { kind: "schedule", keys: Object.keys(input), remedy: "Give it in the trigger's 'input'." } : undefined;
  }
  if (trigger.bucket !== undefined) return { kind: "bucket", ...brings(bucketKeys(trigger)) };
  return trigger.event === undefined ? undefined : { kind: "event", ...brings(eventKeys) };
}

/** What was deleted has neither size nor etag. */
function bucketKeys({ events }: TemplateObject): readonly string[] {
  const removed = Array.isArray(events) && events.some((event) => String(event).startsWith("s3:ObjectRemoved:"));
  return ["bucket", "key", ...(removed ? [] : ["size", "etag"]), "event"];
}
