/** Orchwits as the command line does it: every hop is kept in a SQLite file before the next begins. */
import { closeDurable, measureDurableHop } from "../hop-sqlite.ts";
import type { Peer } from "./peer.ts";

export async function open(): Promise<Peer> {
  return {
    run: async (hops) => void (await measureDurableHop(hops)),
    close: async () => closeDurable(),
  };
}
