/** `onFailure` runs in a function of its own, once for each execution that fails. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import { Stack } from "./stack.fixture.ts";

let runs: string[] = [];
beforeEach(() => {
  runs = [];
});

class Careful extends Pipeline {
  @step()
  start({ beans }: { beans: number }): never {
    throw new Error(`only ${beans} beans`);
  }

  override onFailure(error: Error, state: Record<string, unknown>) {
    runs.push(`${error.name} ${JSON.stringify(state)}`);
  }
}

test("runs in its own function, once, and then the execution has failed", async () => {
  const stack = new Stack(Careful);
  await stack.invoke("start", { beans: 3 });
  expect(await stack.next()).toMatchObject({ became: "moved", next: "$failure" });
  expect(stack.log.at(-1)).toMatchObject({ message: "failed, and onFailure runs next" });
  const { message } = stack.take();
  expect(await stack.invoke("$failure", { $orchwits: message })).toMatchObject({ became: "ended", status: "failed" });
  expect(await stack.invoke("$failure", { $orchwits: message })).toMatchObject({ became: "ended", status: "failed" });
  expect(runs).toEqual(['StepFailed {"beans":3}']);
  expect(await stack.journal.readExecution("request-1")).toMatchObject({ status: "failed", error: { name: "StepFailed" } });
});

test("is left out where the graph says that there is none", async () => {
  const stack = new Stack(Careful, { failureHandler: false });
  await stack.invoke("start", { beans: 3 });
  expect(await stack.next()).toMatchObject({ became: "ended", status: "failed" });
  expect(stack.sent).toEqual([]);
});

test("its function takes nothing else", async () => {
  const stack = new Stack(Careful);
  await expect(stack.invoke("$failure", { beans: 3 })).rejects.toMatchObject({ name: "InvalidMessage" });
  await expect(
    stack.invoke("$failure", {
      $orchwits: { execution: "e", branch: "", hop: 0, step: "start", attempt: 1, state: {}, countedFrom: 0, graph: null },
    }),
  ).rejects.toThrow("but a message for 'start' was delivered to it");
});
