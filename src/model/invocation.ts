/** What the functions of a stack invoke each other with. */
import type { Message } from "./message.ts";

/**
 * A message on its way, also in the delay queue, in a schedule and among the dead letters. The key is reserved, so that no input from
 * outside can pose as one.
 */
export interface Invocation {
  readonly $orchwits: Message;
}

/** Whether an event is a message of ours. Whether that is sound, `readMessage` tells. */
export function isInvocation(event: unknown): event is Invocation {
  return typeof event === "object" && event !== null && Object.hasOwn(event, "$orchwits");
}

/** What EventBridge Scheduler replaces with the time at which a schedule was due, the same for each attempt to deliver it. */
export const scheduledTime = "<aws.scheduler.scheduled-time>";
