/** A pipeline that counts, and what starts it and works it off in a folder. */
import { handleMessage } from "../../src/engine/handle-message.ts";
import { readSteps } from "../../src/engine/pipeline-steps.ts";
import { startExecution } from "../../src/engine/start-execution.ts";
import type { Ports } from "../../src/engine/worker-options.ts";
import { Pipeline, step } from "../../src/index.ts";
import { thisOwner } from "../../src/local/owner.ts";
import type { SqliteDispatcher } from "../../src/local/sqlite-dispatcher.ts";
import { type WorkOptions, work } from "../../src/local/worker.ts";

export class Count extends Pipeline {
  @step()
  start({ hops, large }: { hops: number; large?: boolean }) {
    return this.next("count", { left: hops, text: large ? "x".repeat(50_000) : "" });
  }

  @step()
  async count({ left }: { left: number }) {
    return left > 0 ? this.next("count", { left: left - 1 }) : this.next("end");
  }

  @step()
  end({ text }: { text: string }) {
    return this.done(text.length);
  }
}

type Home = Ports & { readonly dispatcher: SqliteDispatcher };

export function startCount(home: Home, input: object, execution = "e1") {
  return startExecution(home, { pipeline: "Count", source: "count.ts#Count", graph: null, input, execution });
}

/** @param ran hears of each message: execution, hop, what became of it */
export function workOff(home: Home, ran: (hop: string) => void = () => {}, options: Partial<WorkOptions> = {}) {
  const worker = { ...home, pipeline: readSteps(Count), owner: thisOwner, leaseMilliseconds: 10_000 };
  return work({
    deliveries: home.dispatcher,
    clock: home.clock,
    untilDone: true,
    handle: (message) => handleMessage(worker, message),
    onHandled: ({ execution, hop }, { kind }) => ran(`${execution} ${hop} ${kind}`),
    ...options,
  });
}
