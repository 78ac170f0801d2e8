/** DBOS on a PostgreSQL of its own: one `DBOS.runStep` a hop. */
import { DBOS } from "@dbos-inc/dbos-sdk";
import { expectEnd, type Peer, type State, startOf, turn } from "./peer.ts";
import { startPostgres } from "./postgres.ts";

const chain = DBOS.registerWorkflow(
  async (input: State) => {
    let state = input;
    while (state.left > 0) {
      const now = state;
      state = await DBOS.runStep(async () => turn(now), { name: "turn" });
    }
    return state;
  },
  { name: "chain" },
);

/** @param settings of the server, as `name=value`. */
export async function open(settings: readonly string[]): Promise<Peer> {
  DBOS.setConfig({ name: "chain", systemDatabaseUrl: await startPostgres(settings), logLevel: "error" });
  await DBOS.launch();
  return {
    run: async (hops) => expectEnd(await chain(startOf(hops))),
    close: () => DBOS.shutdown(),
  };
}
