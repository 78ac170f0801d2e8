/** What executions have behind them when a scene begins: rows of the journal, as functions write them that ran or died before. */
import type { Completion } from "../../src/engine/journal.ts";
import type { Message, StoredState } from "../../src/model/message.ts";
import type { Deployed } from "./deployed.fixture.ts";

/** So long does someone hold a hop. */
const leaseMilliseconds = 3_600_000;
const token = "someone's";

export class History {
  readonly #stack: Deployed;

  constructor(stack: Deployed) {
    this.#stack = stack;
  }

  /**
   * An execution, and the message that it waits for.
   *
   * @param nextTaken whether the hop after it finds nothing to do
   */
  async begin(execution: string, step: string, state: StoredState, hop = 0, nextTaken = true): Promise<Message> {
    const { graph, ports, name } = this.#stack;
    const known = { execution, pipeline: graph.pipeline, source: name, graph: null } as const;
    await ports.journal.begin({ ...known, input: state, status: "running", startedAt: Date.now() });
    if (nextTaken) await this.take({ execution, branch: "", hop: hop + 1 });
    return { execution, branch: "", hop, step, attempt: 1, state, countedFrom: 0, graph: null };
  }

  /** Leaves nothing to do for a hop. */
  async take({ execution, branch, hop }: Pick<Message, "execution" | "branch" | "hop">): Promise<void> {
    await this.#stack.ports.journal.cancelHop({ execution, branch, hop, step: "taken" }, Date.now());
  }

  /** Someone holds the hop. */
  async claim({ execution, branch, hop, step, attempt }: Message): Promise<void> {
    const lease = { now: Date.now(), leaseUntil: Date.now() + leaseMilliseconds };
    await this.#stack.ports.journal.claim({ execution, branch, hop, step, attempt, token, owner: "someone", ...lease });
  }

  /** The hop has ended, and whoever ended it died before it sent what follows. */
  async end(message: Message, completion: Completion): Promise<void> {
    await this.claim(message);
    await this.#stack.ports.journal.complete(message, token, completion, Date.now());
  }

  /** The hop is to be tried again since a moment ago, and whoever tried it died before it sent that. */
  async postpone(message: Message): Promise<void> {
    await this.claim(message);
    const failure = { attempt: 1, at: Date.now(), error: { name: "Error", message: "not yet" } };
    await this.#stack.ports.journal.postpone(message, token, failure, Date.now() - 1);
  }

  /** A message whose hop nobody has claimed. */
  async unclaimed(execution: string, step = "start"): Promise<object> {
    return { $orchwits: await this.begin(execution, step, {}) };
  }

  /** A message whose hop has ended, so that what follows is to be sent. */
  async ended(execution: string, to: string, afterMilliseconds = 0): Promise<object> {
    const message = await this.begin(execution, "start", {}, 0, false);
    await this.end(message, { kind: "next", to, set: {}, dropped: [], afterMilliseconds });
    return { $orchwits: message };
  }

  /** A message whose hop someone holds. */
  async held(execution: string): Promise<object> {
    const message = await this.begin(execution, "start", {});
    await this.claim(message);
    return { $orchwits: message };
  }

  /** What Lambda says of an event from outside that `start` could not take. */
  refused(execution: string, event: object): object {
    return {
      requestContext: { requestId: execution, functionArn: `${this.#stack.resources.functions}start`, condition: "RetriesExhausted" },
      requestPayload: { $id: execution, ...event },
    };
  }
}
