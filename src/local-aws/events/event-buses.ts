/** The buses of EventBridge: events that are put on one reach the functions whose rules match. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../engine/clock.ts";
import type { OnLog } from "../log-line.ts";
import { account, region } from "../service.ts";
import { matchesPattern } from "./event-pattern.ts";
import { type InputTransformer, transformInput } from "./transform-input.ts";

export interface Rule {
  /** The name of its bus. */
  readonly bus: string;
  readonly pattern: { readonly [field: string]: unknown };
  readonly targetArn: string;
  /** What the target is given: the event where neither is said. */
  readonly transformer?: InputTransformer;
  readonly input?: string;
}

export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
  readonly resources?: readonly string[];
  readonly bus?: string;
}

export interface EventBuses {
  /** Returns what removes it. */
  addRule(rule: Rule): () => void;
  /** Returns the event's id. */
  put(event: NewEvent): string;
}

/** @param invoke invokes a function asynchronously */
export function makeEventBuses(clock: Clock, onLog: OnLog, invoke: (functionArn: string, payload: string) => Promise<void>): EventBuses {
  const rules = new Set<Rule>();
  return {
    addRule(rule) {
      rules.add(rule);
      return () => rules.delete(rule);
    },
    put({ source, detailType, detail, resources = [], bus = "default" }) {
      const id = randomUUID();
      const time = new Date(clock.now()).toISOString().replace(/\.\d+/, "");
      const event = { version: "0", id, "detail-type": detailType, source, account, time, region, resources, detail };
      for (const { bus: own, pattern, targetArn, transformer, input } of rules) {
        if (own !== bus || !matchesPattern(pattern, event)) continue;
        const payload = input ?? (transformer ? transformInput(transformer, event) : JSON.stringify(event));
        invoke(targetArn, payload).catch((error: unknown) => {
          onLog({ service: "events", message: `An event of ${source} could not be given to ${targetArn}: ${String(error)}` });
        });
      }
      return id;
    },
  };
}

/** The name of a bus, of which rules and events may give the ARN. */
export function busName(nameOrArn: string): string {
  return nameOrArn.split("/").at(-1) ?? nameOrArn;
}
