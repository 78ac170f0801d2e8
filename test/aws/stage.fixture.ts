/** Scenes of a stack: single functions that do what they are for, and all that their permissions are for. */

import type { ExecutionRow } from "../../src/engine/journal.ts";
import { hashOf } from "../../src/engine/load-state.ts";
import { failureStep } from "../../src/engine/reserved-steps.ts";
import type { Message, StoredState } from "../../src/model/message.ts";
import type { Deployed } from "./deployed.fixture.ts";
import { History } from "./history.fixture.ts";
import type { Scene } from "./removals.fixture.ts";

/** What a function answers to whoever invokes it by hand. */
interface Told {
  readonly became: string;
  readonly next?: string | undefined;
  readonly status?: string | undefined;
  readonly errorName?: string | undefined;
}

export class Stage {
  readonly stack: Deployed;
  readonly history: History;
  /** Up to where what was said of a queue is known. */
  readonly #seen = new Map<string, number>();
  #count = 0;

  constructor(stack: Deployed) {
    this.stack = stack;
    this.history = new History(stack);
  }

  /** A message for a step that it can handle. What it moves to finds its hop taken, and does nothing. */
  step(step: string, state: StoredState, name = "runs"): Scene {
    return this.#scene(`${step} ${name}`, async (execution) => {
      const message = await this.history.begin(execution, step, state);
      const told = await this.#invoke(message);
      // What fails anyway fails as well without a permission: it would show nothing.
      if (name === "runs" && told.status === "failed") throw new Error(`${step} failed, in ${execution}: ${this.stack.log(execution)}`);
      return told;
    });
  }

  /** The same message once more, after it was handled: it has to look whether what follows was sent. */
  again(step: string, state: StoredState): Scene {
    return this.#scene(`${step} is delivered twice`, async (execution) => {
      const message = await this.history.begin(execution, step, state);
      await this.#invoke(message);
      // What it comes to depends on whether what follows has begun by now.
      await this.#invoke(message);
      return { handled: "twice" };
    });
  }

  /** A step that fails, whatever it does: its execution has become too long. */
  fails(step: string): Scene {
    return this.#scene(`${step} fails`, async (execution) => {
      const message = await this.history.begin(execution, step, {}, 1_000_000);
      return this.#invoke(message);
    });
  }

  /** A step whose next attempt was not sent, although it is time: its last one died in between. */
  retries(step: string, state: StoredState): Scene {
    return this.#scene(`${step} runs again`, async (execution) => {
      const message = await this.history.begin(execution, step, state);
      await this.history.postpone(message);
      return this.#invoke(message);
    });
  }

  /** A step whose move was to wait, and was not sent before the time was over: its function died in between. */
  heals(step: string, to: string): Scene {
    return this.#scene(`${step} sends on to ${to} at last`, async (execution) => {
      const message = await this.history.begin(execution, step, {}, 0, false);
      await this.history.end(message, { kind: "next", to, set: {}, dropped: [], afterMilliseconds: 0 });
      return this.#invoke(message);
    });
  }

  /** `onFailure`, with a state and after a failure. */
  failure(state: StoredState): Scene {
    return this.#scene("onFailure runs", async (execution) => {
      const message = await this.history.begin(execution, "start", {}, 0, false);
      await this.history.end(message, { kind: "failed", error: { name: "Error", message: "bad luck" } });
      const from = this.stack.lines.length;
      const told = await this.#invoke({ ...message, step: failureStep, hop: message.hop + 1, state });
      // What is missing of the state is left out, so that the handler runs all the same.
      const given = this.stack.lines.slice(from).flatMap(({ message: said }) => /onFailure was given [^"]*/.exec(said) ?? []);
      return { told, given };
    });
  }

  /** An event from outside. What it begins does nothing more. */
  event(event: object, name = "begins"): Scene {
    return this.#scene(`start ${name}`, async (execution) => {
      await this.history.take({ execution, branch: "", hop: 0 });
      const { began } = await this.stack.invoke({ $id: execution, ...event });
      return { began };
    });
  }

  /** A message in a queue, which its function takes. */
  takes(queue: string, body: (execution: string) => Promise<object> | object, name: string): Scene {
    return this.#scene(name, async (execution) => {
      const { aws, lines } = this.stack;
      const text = JSON.stringify(await body(execution));
      await aws.queues.send(queue, text);
      const { messages } = aws.queues.find(queue);
      return this.stack.until(`${queue} has lost ${text}`, () => {
        if (![...messages].some((message) => message.body === text)) return { taken: true };
        // It is said once, at the next look into the queue, which may have been before this scene.
        const denied = lines.slice(this.#seen.get(queue)).some(({ message }) => message.includes(" lacks ") && message.includes(queue));
        if (denied) this.#seen.set(queue, lines.length);
        return denied ? { taken: false } : undefined;
      });
    });
  }

  /** A dead letter whose step still runs: the recovery leaves it in the queue until that may be over. */
  hides(): Scene {
    return this.#scene("the recovery leaves a letter", async (execution) => {
      const { aws, clock } = this.stack;
      const queue = aws.queues.find(this.deadLetters);
      const body = JSON.stringify(await this.history.held(execution));
      await aws.queues.send(this.deadLetters, body);
      const usual = queue.attributes.visibilityTimeoutSeconds * 1_000;
      const from = this.stack.lines.length;
      return this.stack.until("it is hidden for longer than usual", () => {
        const letter = [...queue.messages].find((message) => message.body === body);
        const hidden = (letter?.visibleAt ?? 0) - clock.now() > usual;
        if (letter && hidden) queue.messages.delete(letter);
        if (hidden) return { hidden };
        return this.stack.lines.slice(from).some(({ message }) => message.includes("comes back when")) ? { hidden } : undefined;
      });
    });
  }

  /** A message that waits for longer than a queue can keep it. */
  scheduled(step: string): Scene {
    return this.#scene(`a schedule runs ${step}`, async (execution) => {
      const { aws, name, lines } = this.stack;
      const from = lines.length;
      await this.#due(await this.history.begin(execution, step, {}));
      await aws.lambda.settled();
      const own = lines.slice(from).filter(({ functionName }) => functionName === `${name}-${step}`);
      return { invoked: own.some(({ message }) => message.includes(`"${execution}"`)) };
    });
  }

  /** A schedule whose function can't be invoked: its message becomes a dead letter. */
  undelivered(step: string): Scene {
    return this.#scene("a schedule gives up", async (execution) => {
      const { aws, clock, stack, lines } = this.stack;
      const role = aws.principals.byArn(this.stack.resources.schedulerRole ?? "");
      if (!role) throw new Error(`${stack.stackName} has no role for schedules.`);
      const { statements } = role;
      Object.assign(role, { statements: statements.filter(({ Action }) => Action !== "lambda:InvokeFunction") });
      try {
        const from = lines.length;
        await this.#due(await this.history.begin(execution, step, {}));
        return await this.stack.until("it has given up", () => {
          const said = lines.slice(from).filter(({ service }) => service === "scheduler");
          if (said.some(({ message }) => message.includes("is lost"))) return { lost: true };
          if (said.length > 0) return { lost: false };
          clock.advance(5 * 60_000);
          return undefined;
        });
      } finally {
        Object.assign(role, { statements });
      }
    });
  }

  /**
   * A dead letter, given to the recovery.
   *
   * @param look at what has become of its execution: by default no further than that there is one, because it may go on meanwhile
   */
  letter(
    name: string,
    body: (execution: string) => Promise<object> | object,
    look: (row: ExecutionRow | undefined) => unknown = (row) => row !== undefined,
  ): Scene {
    return this.#scene(`the recovery ${name}`, async (execution) => {
      const answer = await this.#give("orchwits-recovery", this.deadLetters, await body(execution));
      return { answer, seen: look(await this.stack.ports.journal.readExecution(execution)) };
    });
  }

  /** A delayed message, given to the relay. */
  relayed(step: string): Scene {
    return this.#scene(`the relay passes on to ${step}`, async (execution) => {
      const message = await this.history.begin(execution, step, {});
      await this.history.take(message);
      return this.#give("orchwits-relay", "arn:aws:sqs:us-east-1:000000000000:delays", { $orchwits: message });
    });
  }

  get deadLetters(): string {
    return this.stack.resources.deadLetters ?? "";
  }

  /** A value that is not in the message. */
  async large(value: unknown): Promise<unknown> {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const hash = hashOf(bytes);
    await this.stack.ports.blobs.put(hash, bytes);
    return { $blob: hash, size: bytes.length };
  }

  /** Schedules a message, and lets its time come. */
  async #due(message: Message): Promise<void> {
    const { aws, clock, ports } = this.stack;
    const minutes = 20 * 60_000;
    // The dispatcher goes by the machine's clock, which the local AWS's may be ahead of.
    await ports.dispatcher.dispatch(message, clock.now() - Date.now() + minutes);
    const waits = () => aws.schedules.all().some(({ target }) => target.input.includes(`"${message.execution}"`));
    if (!waits()) throw new Error(`Nothing was scheduled for ${message.execution}.`);
    // It is set for a whole minute, up to one later.
    clock.advance(minutes + 61_000);
    await this.stack.until("its schedule is gone", () => !waits() || undefined);
  }

  #scene(name: string, run: (execution: string) => Promise<unknown>): Scene {
    return { name, run: () => run(`scene-${this.#count++}`) };
  }

  async #invoke(message: Message): Promise<Told> {
    const { became, next, status, errorName } = await this.stack.invoke<Told>({ $orchwits: message }, functionOf(message.step));
    return { became, next, status, errorName };
  }

  #give(functionName: string, eventSourceARN: string, body: object): Promise<object> {
    const record = { messageId: "m", receiptHandle: "r", body: JSON.stringify(body), eventSource: "aws:sqs", eventSourceARN };
    return this.stack.invoke<object>({ Records: [{ ...record, attributes: {}, messageAttributes: {} }] }, functionName);
  }
}

function functionOf(step: string): string {
  return step === failureStep ? "onFailure" : step;
}
