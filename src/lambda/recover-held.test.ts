/** A dead letter whose hop someone holds waits until they have ended it or are surely dead, and then the step runs again, a few times. */
import { Pipeline, step } from "orchwits";
import { expect, test } from "vitest";
import { recordError } from "../engine/record-error.ts";
import type { Message } from "../model/message.ts";
import { record } from "./dead-letter.fixture.ts";
import { Stack } from "./stack.fixture.ts";

class Cafe extends Pipeline {
  @step()
  start() {
    return this.next("coffee", {}, { after: "20m" });
  }

  @step()
  coffee() {
    return this.done("hot");
  }
}

const kept = { batchItemFailures: [{ itemIdentifier: "message-1" }] };
const gone = { batchItemFailures: [] };

async function begun(): Promise<{ stack: Stack; message: Message }> {
  const stack = new Stack(Cafe);
  await stack.invoke("start", {}, { requestId: "e" });
  return { stack, message: stack.take().message };
}

const statusOf = (stack: Stack) => stack.journal.readExecution("e");

const held = { responsePayload: { errorType: "HopHeld", errorMessage: "Step 'start' is being run" } };

async function dying() {
  const { stack, message } = await begun();
  await stack.journal.claim({ ...message, token: "theirs", owner: "them", now: 0, leaseUntil: 901_000 });
  return { stack, message };
}

test("keeps its letter in the queue until the claim is over", async () => {
  const { stack, message } = await dying();
  stack.clock.advance(180_000);
  expect(await stack.recover(record({ $orchwits: message }, held))).toEqual(kept);
  expect(stack.hidden).toEqual([{ messageId: "message-1", milliseconds: 721_000 }]);
  expect(stack.log.at(-1)).toMatchObject({ level: "warn", became: "held", untilMilliseconds: 721_000 });
});

test("runs again when its holder has died, for its own retries found it held, but not for ever", async () => {
  const { stack, message } = await dying();
  stack.clock.advance(901_000);
  expect(await stack.recover(record({ $orchwits: message }, held))).toEqual(gone);
  const second = stack.take().message;
  expect(second).toMatchObject({ step: "start", hop: 0, attempt: 2 });
  expect(stack.log.at(-1)).toMatchObject({ became: "retrying", nextAttempt: 2 });
  await stack.recover(record({ $orchwits: second }, held));
  const third = stack.take().message;
  await stack.recover(record({ $orchwits: third }, held));
  const hint = "It may run out of memory or time, call process.exit(), or crash in native code.";
  const died = "died while it ran: its claim is over, and it recorded no outcome.";
  expect((await statusOf(stack))?.error?.message).toBe(
    `Step 'start' was given up: its function ${died} ${hint} Mend it, then run: orchwits resume e --stack cafe`,
  );
  const { failures } = (await stack.journal.readHop(third)) ?? {};
  const failure = `The function of step 'start' ${died} ${hint}`;
  expect(failures?.map(({ attempt, error }) => [attempt, error.message])).toEqual([
    [1, failure],
    [2, failure],
  ]);
  expect(stack.log.at(-1)?.why).toBe("was invoked 3 times in vain (RetriesExhausted), because another invocation ran the step");
});

test("is not given up for its first death, however often its step had failed before", async () => {
  const { stack, message } = await begun();
  for (const attempt of [1, 2, 3]) {
    await stack.journal.claim({ ...message, attempt, token: "t", owner: "them", now: 0, leaseUntil: 0 });
    if (attempt < 3) await stack.journal.postpone(message, "t", { attempt, at: 0, error: recordError(new Error("no beans")) }, 0);
  }
  await stack.recover(record({ $orchwits: { ...message, attempt: 3 } }, held));
  expect(stack.take().message).toMatchObject({ step: "start", hop: 0, attempt: 4 });
});

test("keeps its letter even where the queue can't be told", async () => {
  const { stack, message } = await dying();
  const other = new Stack(Cafe, {}, { ...stack.home, hide: async () => Promise.reject(new Error("denied")) });
  expect(await other.recover(record({ $orchwits: message }, held))).toEqual(kept);
});
