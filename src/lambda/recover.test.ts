/** What outlived its retries ends as a failed, resumable execution, whoever put it among the dead letters and whatever happened before. */
import { Pipeline, step } from "orchwits";
import { describe, expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { AwsError } from "./aws/aws-error.ts";
import { functionArn, record } from "./dead-letter.fixture.ts";
import { Stack } from "./stack.fixture.ts";
import { NoDelays } from "./stack-faults.ts";

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

async function begun(options?: ConstructorParameters<typeof Stack>): Promise<{ stack: Stack; message: Message }> {
  const stack = new Stack(...(options ?? [Cafe]));
  await stack.invoke("start", {}, { requestId: "e" });
  return { stack, message: stack.take().message };
}

const statusOf = (stack: Stack) => stack.journal.readExecution("e");

describe("a message", () => {
  test("whose function died again and again fails its execution, which says why and how to go on", async () => {
    const { stack, message } = await begun();
    expect(await stack.recover(record({ $orchwits: message }))).toEqual(gone);
    expect(await statusOf(stack)).toMatchObject({
      status: "failed",
      error: {
        name: "WorkersDied",
        origin: "pipeline",
        message:
          "Step 'start' was given up: its function was invoked 3 times in vain (RetriesExhausted), at last with \"Runtime.ExitError: Runtime " +
          'exited with error: signal: killed". It may run out of memory or time, call process.exit(), or crash in native code. Mend it, ' +
          "then run: orchwits resume e --stack cafe",
      },
    });
    expect(await stack.trail("e")).toBe("start failed");
    expect(stack.log.at(-1)).toMatchObject({
      level: "error",
      became: "ended",
      status: "failed",
      execution: "e",
      step: "start",
      deadLetter: "message-1",
      why: expect.stringContaining("3 times in vain"),
      invocation: "r-9",
      ExecutionsFailed: 1,
    });
    expect(await stack.recover(record({ $orchwits: message }))).toEqual(gone);
  });

  test("runs onFailure through its own function", async () => {
    const calls: string[] = [];
    class Careful extends Cafe {
      override onFailure(error: Error) {
        calls.push(error.name);
      }
    }
    const { stack, message } = await begun([Careful]);
    await stack.recover(record({ $orchwits: message }));
    expect(await stack.next()).toMatchObject({ became: "ended", status: "failed" });
    expect(calls).toEqual(["WorkersDied"]);
  });

  test("to onFailure itself leaves the failure that it was for", async () => {
    class Careful extends Pipeline {
      @step()
      start(): never {
        throw new Error("no beans");
      }

      override onFailure() {}
    }
    const { stack, message } = await begun([Careful]);
    await stack.invoke("start", { $orchwits: message });
    await stack.recover(record({ $orchwits: stack.take().message }, {}, "onFailure"));
    expect(await statusOf(stack)).toMatchObject({ status: "failed", error: { name: "StepFailed" } });
  });

  test("whose hop had ended sends on what follows", async () => {
    const { stack, message } = await begun();
    await stack.invoke("start", { $orchwits: message });
    stack.take();
    stack.clock.advance(60_000);
    expect(await stack.recover(record({ $orchwits: message }))).toEqual(gone);
    expect(stack.take()).toMatchObject({ message: { step: "coffee", hop: 1 }, afterMilliseconds: 19 * 60_000 });
    expect(stack.log.at(-1)).toMatchObject({ became: "moved", next: "coffee" });
  });

  test("that waited too long says so", async () => {
    const { stack, message } = await begun();
    const requestContext = { requestId: "r", functionArn: functionArn("start"), condition: "EventAgeExceeded", approximateInvokeCount: 1 };
    const response = { errorType: "AwsError", errorMessage: "dynamodb UpdateItem failed" };
    await stack.recover(record({ $orchwits: message }, { requestContext, responsePayload: response }));
    expect((await statusOf(stack))?.error?.message).toBe(
      "Step 'start' was given up: its function was invoked once in vain (EventAgeExceeded), at last with \"AwsError: dynamodb UpdateItem " +
        'failed". Mend it, then run: orchwits resume e --stack cafe',
    );
  });

  test("that the relay could not pass on fails its execution", async () => {
    const { stack, message } = await begun();
    const attributes = {
      ApproximateReceiveCount: "1",
      DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:cafe-orchwits-delays",
    };
    expect(await stack.recover({ body: JSON.stringify({ $orchwits: message }), attributes })).toEqual(gone);
    expect((await statusOf(stack))?.error?.message).toMatch(/^Step 'start' was given up: its function could not be invoked\. It may/);
  });

  test("that a schedule could not deliver says what the scheduler said", async () => {
    const { stack, message } = await begun();
    const messageAttributes = {
      ERROR_CODE: { stringValue: "ResourceNotFoundException" },
      ERROR_MESSAGE: { stringValue: "Function not found" },
      TARGET_ARN: { stringValue: functionArn("coffee") },
    };
    await stack.recover({ body: JSON.stringify({ $orchwits: message }), messageAttributes });
    expect((await statusOf(stack))?.error?.message).toContain('could not be invoked: "ResourceNotFoundException: Function not found"');
  });

  test("that is none stays, so that it gets among the rejects", async () => {
    const { stack } = await begun();
    expect(await stack.recover(record({ $orchwits: { execution: "e" } }))).toEqual(kept);
    expect(stack.log.at(-1)).toMatchObject({ level: "error", error: { name: "InvalidMessage" }, deadLetter: "message-1" });
    expect(stack.hidden).toEqual([{ messageId: "message-1", milliseconds: 0 }]);
  });

  test("of a cancelled execution changes nothing", async () => {
    const { stack, message } = await begun();
    await stack.journal.cancelHop(message, 5);
    expect(await stack.recover(record({ $orchwits: message }))).toEqual(gone);
    expect(await stack.trail("e")).toBe("start cancelled");
  });
});

describe("a step that is not there any more", () => {
  const refused = (code: string) =>
    new AwsError(`lambda Invoke failed: ${code}.`, { service: "lambda", operation: "Invoke", code, status: 404 });
  const receivedOften = { attributes: { ApproximateReceiveCount: "3" } };

  async function sentToNobody(error: Error) {
    const { stack, message } = await begun();
    await stack.invoke("start", { $orchwits: message });
    stack.take();
    const dispatcher = { dispatch: async () => Promise.reject(error) };
    return { stack: new Stack(Cafe, {}, { ...stack.home, dispatcher }), journal: stack.journal, lines: stack, message };
  }

  test.each([refused("ResourceNotFoundException"), refused("AccessDeniedException"), new NoDelays("The stack has no schedules.")])(
    "fails its execution instead of leaving it without end: %s",
    async (error) => {
      const { stack, lines, message } = await sentToNobody(error);
      expect(await stack.recover(record({ $orchwits: message }))).toEqual(kept);
      expect(lines.hidden).toEqual([{ messageId: "message-1", milliseconds: 30_000 }]);
      expect(await stack.recover({ ...record({ $orchwits: message }), ...receivedOften })).toEqual(gone);
      expect(await statusOf(lines)).toMatchObject({
        status: "failed",
        error: { name: "UnknownStep", message: expect.stringContaining(`step 'coffee' can't be invoked in this stack. ${error.message}`) },
      });
      expect(await lines.trail("e")).toBe("start next, coffee failed");
      expect(lines.log.at(-1)).toMatchObject({ became: "ended", status: "failed" });
    },
  );

  test("is not what a passing fault of AWS means", async () => {
    const { stack, lines, message } = await sentToNobody(refused("ThrottlingException"));
    expect(await stack.recover({ ...record({ $orchwits: message }), ...receivedOften })).toEqual(kept);
    expect(lines.hidden).toEqual([{ messageId: "message-1", milliseconds: 120_000 }]);
    expect(await lines.trail("e")).toBe("start next");
    expect(lines.log.at(-1)).toMatchObject({ level: "error", execution: "e", step: "start", hop: 0, deadLetter: "message-1" });
  });
});

test("each letter of a batch is for itself", async () => {
  const { stack, message } = await begun();
  expect(await stack.recover({ body: "?" }, record({ $orchwits: message }), { body: "!" })).toEqual({
    batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "message-3" }],
  });
});

test("only the queue invokes it", async () => {
  await expect(new Stack(Cafe).invoke("$recovery", {})).rejects.toThrow("The recovery takes dead letters from their queue only.");
});
