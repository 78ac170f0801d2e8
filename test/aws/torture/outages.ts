/** Faults of the services: a few requests of each fail all the time, and now and then a service is gone altogether. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../../../src/local-aws/faults.ts";
import type { LocalAws } from "../../../src/local-aws/local-aws.ts";

export const services = ["dynamodb", "s3", "lambda", "sqs", "scheduler"] as const;
export const faultKinds = ["throttle", "error", "error-after", "reset", "reset-after", "delay", "duplicate"] as const;

const everyRequest: readonly (readonly [Fault["kind"], number])[] = [
  ["throttle", 0.01],
  ["error", 0.006],
  ["error-after", 0.006],
  ["reset", 0.006],
  ["reset-after", 0.006],
  ["delay", 0.01],
];

/** Begins them, and gives what ends them. */
export function startOutages({ faults }: LocalAws, random: () => number, pauseMilliseconds: number): () => Promise<number> {
  const addAll = () => {
    for (const service of services) {
      for (const [kind, probability] of everyRequest) faults.add({ service, kind, probability, delayMilliseconds: 40 });
    }
    faults.add({ kind: "duplicate", service: "sqs", probability: 0.05 });
  };
  addAll();
  const stop = new AbortController();
  let count = 0;
  const outages = async () => {
    for (;;) {
      await sleep(pauseMilliseconds * (0.5 + random()), undefined, { signal: stop.signal });
      const service = services[Math.floor(random() * services.length)] as string;
      const kind = (["throttle", "error", "reset"] as const)[Math.floor(random() * 3)] as Fault["kind"];
      count++;
      const end = faults.add({ service, kind });
      await sleep(400 + random() * 1_200, undefined, { signal: stop.signal }).finally(end);
    }
  };
  const ended = outages().catch(() => {});
  return async () => {
    stop.abort();
    await ended;
    faults.clear();
    return count;
  };
}
