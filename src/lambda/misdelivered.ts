/** Why an event is not for the function that it was delivered to. */
import { InvalidMessage } from "../engine/errors.ts";
import { readMessage } from "../engine/read-message.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { isInvocation } from "../model/invocation.ts";

export function makeMisdelivered({ step, flow }: { readonly step: string; readonly flow: BundleFlow }, event: unknown): InvalidMessage {
  const here = `This function runs step '${step}' of ${flow.pipeline}`;
  if (!isInvocation(event)) {
    return new InvalidMessage(`${here} and takes only what other steps send it. To start an execution, invoke the function of 'start'.`);
  }
  try {
    // The other steps' bodies are not in this bundle.
    return new InvalidMessage(`${here}, but a message for '${readMessage(event.$orchwits).step}' was delivered to it.`);
  } catch (error) {
    return error as InvalidMessage;
  }
}
