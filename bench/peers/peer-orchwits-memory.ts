/** Orchwits as `run` does it: in this process, nothing kept. */
import { run } from "../../src/index.ts";
import { Loop } from "../loop.ts";
import type { Peer } from "./peer.ts";

export async function open(): Promise<Peer> {
  return {
    async run(hops) {
      if (!(await run(Loop, { hops }, { maxHops: Number.POSITIVE_INFINITY }))) throw new Error("The order did not reach the last step.");
    },
  };
}
