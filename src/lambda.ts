/** `orchwits/lambda`: what the bundles of a pipeline's functions import. */
export { delayQueue } from "./lambda/delay-queue.ts";
export { handleEntry } from "./lambda/handle-entry.ts";
export { handleFailure } from "./lambda/handle-failure.ts";
export { handleStep } from "./lambda/handle-step.ts";
export { largeValues, originalInput } from "./lambda/home-parts.ts";
export type { LambdaContext, LambdaHandler } from "./lambda/lambda-context.ts";
export { openEntryHome, openHome } from "./lambda/open-home.ts";
export { openRecoveryHome } from "./lambda/open-recovery-home.ts";
export { recover } from "./lambda/recover.ts";
export { relay } from "./lambda/relay.ts";
export { schedules } from "./lambda/schedules.ts";
export type { BundleFlow } from "./model/bundle-flow.ts";
