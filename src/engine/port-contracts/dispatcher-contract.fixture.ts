/** What every dispatcher must do: deliver what was sent until it was handled. More than once, late and out of order are allowed. */
import assert from "node:assert/strict";
import type { Message } from "../../model/message.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { DefineTest } from "./define-test.fixture.ts";

export interface OpenDispatcher {
  readonly dispatcher: Dispatcher;
  /** Has what is due handled, until nothing is due any more. A message whose handling rejects is due again at the latest after a minute. */
  deliver(handle: (message: Message) => Promise<void>): Promise<void>;
  /** Lets time pass. */
  pass(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

const minute = 60_000;
const year = 365 * 24 * 60 * minute;

export function exampleMessage(change: Partial<Message> = {}): Message {
  const state = { z: 1, a: { $blob: "a".repeat(64), size: 40_000 }, text: "💡\u2028" };
  return { execution: "e1", branch: "", hop: 0, step: "start", attempt: 1, state, countedFrom: 0, graph: null, ...change };
}

/** Defines the tests. Each opens an empty dispatcher. */
export function dispatcherContract(test: DefineTest, open: () => Promise<OpenDispatcher>): void {
  const law = (name: string, run: (opened: OpenDispatcher, delivered: () => Promise<Message[]>) => Promise<void>) =>
    test(name, async () => {
      const opened = await open();
      const delivered = async () => {
        const messages: Message[] = [];
        await opened.deliver(async (message) => void messages.push(message));
        return messages;
      };
      try {
        await run(opened, delivered);
      } finally {
        await opened.close();
      }
    });

  law("a message comes as it was sent, and once it was handled, no more", async ({ dispatcher, pass }, delivered) => {
    await dispatcher.dispatch(exampleMessage(), 0);
    const messages = await delivered();
    assert.deepEqual(messages, [exampleMessage()]);
    assert.equal(JSON.stringify(messages[0]?.state), JSON.stringify(exampleMessage().state));
    await pass(minute);
    assert.deepEqual(await delivered(), []);
  });

  law("a message that waits comes when its time has come", async ({ dispatcher, pass }, delivered) => {
    await dispatcher.dispatch(exampleMessage({ execution: "later" }), minute);
    await dispatcher.dispatch(exampleMessage({ execution: "next year" }), year);
    await dispatcher.dispatch(exampleMessage({ execution: "now" }), 0);
    assert.deepEqual(idsOf(await delivered()), ["now"]);
    await pass(minute - 1);
    assert.deepEqual(await delivered(), []);
    await pass(1);
    assert.deepEqual(idsOf(await delivered()), ["later"]);
    await pass(year - minute - 1);
    assert.deepEqual(await delivered(), []);
    await pass(1);
    assert.deepEqual(idsOf(await delivered()), ["next year"]);
  });

  law("a message whose handling failed comes again", async ({ dispatcher, deliver, pass }, delivered) => {
    await dispatcher.dispatch(exampleMessage(), 0);
    await deliver(async () => {
      throw new Error("the journal is away");
    });
    await pass(minute);
    assert.deepEqual(await delivered(), [exampleMessage()]);
  });

  law("what a handler sends comes too", async ({ dispatcher, deliver }) => {
    const hops: number[] = [];
    await dispatcher.dispatch(exampleMessage(), 0);
    await deliver(async (message) => {
      hops.push(message.hop);
      if (message.hop < 5) await dispatcher.dispatch(exampleMessage({ hop: message.hop + 1 }), 0);
    });
    assert.deepEqual(hops, [0, 1, 2, 3, 4, 5]);
  });

  law("what a handler sent for later is not lost when it is done", async ({ dispatcher, deliver, pass }, delivered) => {
    await dispatcher.dispatch(exampleMessage(), 0);
    await deliver((message) => dispatcher.dispatch(exampleMessage({ attempt: message.attempt + 1 }), minute));
    await pass(minute);
    assert.deepEqual(await delivered(), [exampleMessage({ attempt: 2 })]);
  });

  law("an execution that goes on while an old message of it is sent again goes on to its end", async ({ dispatcher, deliver, pass }) => {
    await dispatcher.dispatch(exampleMessage({ hop: 3 }), minute);
    await dispatcher.dispatch(exampleMessage({ hop: 1 }), 0);
    await pass(minute);
    const hops: number[] = [];
    await deliver(async ({ hop }) => void hops.push(hop));
    assert.ok(hops.includes(3), `${hops}`);
  });

  law("branches and executions don't replace each other's messages", async ({ dispatcher }, delivered) => {
    const messages = ["e1", "e2"].flatMap((execution) => ["", "0", "1"].map((branch) => exampleMessage({ execution, branch })));
    for (const message of messages) await dispatcher.dispatch(message, 0);
    const got = (await delivered()).map(({ execution, branch }) => `${execution}/${branch}`);
    assert.deepEqual([...new Set(got)].sort(), ["e1/", "e1/0", "e1/1", "e2/", "e2/0", "e2/1"]);
  });
}

function idsOf(messages: readonly Message[]): string[] {
  return messages.map(({ execution }) => execution);
}
