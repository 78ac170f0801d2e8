/** What is done where a hop does not go well, or comes twice. Functions load it when that happens: a cold start reads what it loads. */
export { endFailed, failOn, failUnrun, release, settleLost } from "./fail-hop.ts";
export { makeUnreadableValue, makeUnstorableResult, makeUnstorableValue } from "./inline-faults.ts";
export { settleRefused } from "./settle-refused.ts";
