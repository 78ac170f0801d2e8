/**
 * What a function does where something fails, or comes twice: the engine's part, refusals of AWS, and the words for all of it.
 *
 * It is bundled as a file of its own, with a copy of its own of what it shares with the function: so it keeps nothing between calls, and whoever
 * catches what it throws goes by names.
 */
export * from "../engine/fault-handling.ts";
export { afterSetback } from "./aws/refusal.ts";
export { findSpecialUrl } from "./aws/special-endpoint.ts";
export { cutError } from "./dynamodb-journal-errors.ts";
export { readHopRow, toFailureAttribute, toHopRow } from "./dynamodb-journal-rows.ts";
export { readRefusedWrite } from "./dynamodb-refused-write.ts";
export { makeHopHeld } from "./hop-held.ts";
export { makeMisdelivered } from "./misdelivered.ts";
export { makeCredentialsMissing, makeDeniedBlob, makeNoDelays, makeNoInput, makeResourcesMissing } from "./stack-faults.ts";
export { tellFault, tellOtherVersion, tellStepFailed, tellUnusual } from "./tell-faults.ts";
