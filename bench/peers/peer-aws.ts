/**
 * AWS's durable execution SDK on its own local test runner: one `context.step` a hop.
 *
 * The runner keeps checkpoints in memory, so this is the SDK and its runner without the service that the SDK calls in the cloud.
 */
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { expectEnd, type Peer, type State, startOf, turn } from "./peer.ts";

const handler = withDurableExecution(async (input: State, context: DurableContext) => {
  let state = input;
  while (state.left > 0) {
    const now = state;
    state = await context.step("turn", async () => turn(now));
  }
  return state;
});

export async function open(): Promise<Peer> {
  // With `skipTime` it puts fake clocks in place, and a step takes eight times as long.
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: false });
  return {
    async run(hops) {
      const runner = new LocalDurableTestRunner<State>({ handlerFunction: handler });
      expectEnd((await runner.run({ payload: startOf(hops) })).getResult());
    },
    close: () => LocalDurableTestRunner.teardownTestEnvironment(),
  };
}
