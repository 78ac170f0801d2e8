/** From a message to a later one of its branch by what the journal says, so that what is there already needs no second record. */
import { applyCompletion } from "../engine/apply-completion.ts";
import type { Completion } from "../engine/journal.ts";
import type { Message } from "../model/message.ts";
import type { Columns } from "./sqlite-rows.ts";

type Move = Extract<Completion, { kind: "next" }>;

/** Whether the message after a hop follows from its outcome alone: not when it is due later, nor when it asks for a failure handler. */
export function isFollowed(completion: Completion): completion is Move {
  return completion.kind === "next" && completion.afterMilliseconds === 0;
}

/** @param outcomes the hops from the message's on that have ended */
export function catchUp(message: Message, outcomes: readonly Columns[]): Message {
  let newest = message;
  for (const { hop, step, completion } of outcomes) {
    const ended = JSON.parse((completion as string | null) ?? "null") as Completion | null;
    if (hop !== newest.hop || step !== newest.step || !ended || !isFollowed(ended)) break;
    newest = { ...newest, hop: newest.hop + 1, step: ended.to, attempt: 1, state: applyCompletion(newest.state, ended) };
  }
  return newest;
}
