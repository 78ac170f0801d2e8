/** XState: one actor for the chain, one transition a hop, and its persisted snapshot as JSON after each. */
import { assign, createActor, setup } from "xstate";
import { expectEnd, type Peer, type State, startOf, turn } from "./peer.ts";

const machine = setup({
  types: {} as { context: State; input: State; events: { type: "turned"; state: State } },
}).createMachine({
  context: ({ input }) => input,
  initial: "turning",
  states: {
    turning: {
      always: { guard: ({ context }) => context.left === 0, target: "ended" },
      on: { turned: { target: "turning", reenter: true, actions: assign(({ event }) => event.state) } },
    },
    ended: { type: "final" },
  },
});

export async function open(): Promise<Peer> {
  const step = async (state: State) => turn(state);
  return {
    async run(hops) {
      const actor = createActor(machine, { input: startOf(hops) }).start();
      let kept = "";
      while (actor.getSnapshot().status === "active") {
        actor.send({ type: "turned", state: await step(actor.getSnapshot().context) });
        kept = JSON.stringify(actor.getPersistedSnapshot());
      }
      expectEnd(JSON.parse(kept).context);
    },
  };
}
