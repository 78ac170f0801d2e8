/** The step in a durable function: its SDK records it through the Lambda API. */
import { withDurableExecution } from "@aws/durable-execution-sdk-js";
import { coffee } from "./requests.mjs";

export const handler = withDurableExecution(async ({ state }, context) => {
  return await context.step("coffee", async () => ({ ...state, ...coffee(state) }));
});
