/** The relay passes messages on when their delay is over, each for itself. */
import { Pipeline, step } from "orchwits";
import { expect, test } from "vitest";
import { queueEvent, Stack } from "./stack.fixture.ts";

class Cafe extends Pipeline {
  @step()
  start() {
    return this.done();
  }
}

const message = (execution: string) => ({
  execution,
  branch: "",
  hop: 0,
  step: "start",
  attempt: 1,
  state: {},
  countedFrom: 0,
  graph: null,
});
const body = (execution: string) => ({ body: JSON.stringify({ $orchwits: message(execution) }) });

test("messages go to their steps at once", async () => {
  const stack = new Stack(Cafe);
  expect(await stack.invoke("$relay", queueEvent(body("a"), body("b")))).toEqual({ batchItemFailures: [] });
  expect(stack.sent).toEqual([
    { message: message("a"), afterMilliseconds: 0 },
    { message: message("b"), afterMilliseconds: 0 },
  ]);
  expect(stack.log).toMatchObject([{ level: "info", message: "passed on to 'start'", execution: "a", step: "start", hop: 0 }, {}]);
});

test("what can't be passed on, and only that, is delivered again", async () => {
  const stack = new Stack(
    Cafe,
    {},
    {
      dispatcher: {
        dispatch: async ({ execution }) => {
          if (execution === "b") throw new Error("throttled");
        },
      },
    },
  );
  expect(await stack.invoke("$relay", queueEvent(body("a"), body("b"), { body: "?" }, { body: '{"$orchwits":{}}' }))).toEqual({
    batchItemFailures: ["message-2", "message-3", "message-4"].map((itemIdentifier) => ({ itemIdentifier })),
  });
  const faults = stack.log.filter(({ level }) => level === "error").map(({ message }) => message);
  expect(faults.sort()).toEqual([
    expect.stringMatching(/it is no object/),
    expect.stringMatching(/its 'execution' is not a text/),
    "not handled: throttled",
  ]);
});

test("only the queue invokes it", async () => {
  await expect(new Stack(Cafe).invoke("$relay", message("a"))).rejects.toThrow("The relay takes messages from the delay queue only.");
});
