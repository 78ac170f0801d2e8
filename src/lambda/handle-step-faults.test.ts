/** Whatever breaks in a function, Lambda's next try goes on from there, and what can't be mended so ends as a failure. */
import { Pipeline, step } from "orchwits";
import { beforeEach, expect, test } from "vitest";
import { MortalProcess } from "../testing/crashing-ports.ts";
import { Stack } from "./stack.fixture.ts";

let runs: string[] = [];
beforeEach(() => {
  runs = [];
});

class Cafe extends Pipeline {
  @step()
  start({ beans = 12 }: { beans?: number }) {
    runs.push("start");
    return this.next("coffee", { beans }, { after: "2s" });
  }

  @step()
  coffee({ beans }: { beans: number }) {
    runs.push(`coffee ${beans}`);
    return this.done({ beans });
  }
}

const flow = { live: { coffee: ["beans"] } };

test.each(["claim", "run", "store", "complete", "dispatch"] as const)("a crash after %s is mended by Lambda's retry", async (phase) => {
  const stack = new Stack(Cafe, flow);
  await stack.invoke("start", {});
  const { message } = stack.take();
  const mortal = new MortalProcess(stack.home, phase);
  class Watched extends Cafe {
    override start(state: { beans?: number }) {
      const outcome = super.start(state);
      mortal.stepRan();
      return outcome;
    }
  }
  step()(Watched.prototype.start, { kind: "method", name: "start", static: false, private: false } as never);
  const dying = new Stack(Watched, flow, { ...mortal.ports, clock: stack.clock });
  await expect(dying.invoke("start", { $orchwits: message })).rejects.toMatchObject({ name: "InjectedCrash" });
  expect(dying.log.at(-1)).toMatchObject({ level: "error", message: expect.stringMatching(/^not handled: /) });
  const sentBefore = stack.sent.length;
  stack.clock.advance(60_000);
  const again = await stack.invoke("start", { $orchwits: message });
  expect(again).toMatchObject({ became: "moved", next: "coffee" });
  expect(await stack.trail("request-1")).toBe("start next");
  expect(stack.sent.length - sentBefore).toBe(1);
  expect(runs.length).toBe(phase === "run" || phase === "store" ? 2 : 1);
});

test("a class whose constructor throws fails its execution", async () => {
  class Broken extends Pipeline {
    readonly #client = connect();
    @step()
    start() {
      return this.done(this.#client);
    }
  }
  const connect = (): string => {
    throw new Error("no such host");
  };
  const stack = new Stack(Broken);
  await stack.invoke("start", {});
  expect(await stack.next()).toMatchObject({ became: "ended", status: "failed" });
  expect(stack.log.at(-1)).toMatchObject({ message: expect.stringContaining("no such host"), errorName: "StepFailed" });
});

test("what AWS keeps from being done is thrown, and its hop is free at once for the next try", async () => {
  const stack = new Stack(Cafe, flow, {});
  await stack.invoke("start", {});
  const { message } = stack.take();
  const broken = { dispatch: async () => Promise.reject(new Error("throttled")) };
  const other = new Stack(Cafe, flow, { ...stack.home, dispatcher: broken });
  await expect(other.invoke("start", { $orchwits: message })).rejects.toThrow("throttled");
  expect(await stack.invoke("start", { $orchwits: message })).toMatchObject({ became: "moved" });
  expect(runs).toEqual(["start"]);
});
