/** `orchwits/lambda`: what the bundles of a pipeline's functions import. */
export { handleEntry } from "./lambda/handle-entry.ts";
export { handleFailure } from "./lambda/handle-failure.ts";
export { handleStep } from "./lambda/handle-step.ts";
export type { LambdaContext, LambdaHandler } from "./lambda/lambda-context.ts";
export { recover } from "./lambda/recover.ts";
export { relay } from "./lambda/relay.ts";
export type { BundleFlow } from "./model/bundle-flow.ts";
