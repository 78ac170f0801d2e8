/** The process in which one peer runs: its clocks, globals and threads disturb no other's. */
import type { Peer } from "./peer.ts";

export type Order = { readonly hops: number } | "close";
export type Answer = "open" | "done" | "closed" | { readonly error: string };

const [file = "", ...words] = process.argv.slice(2);
const answer = (what: Answer) => void process.send?.(what);
let peer: Peer | undefined;

/** What a peer prints is not ours to show; its errors reach the parent as answers. */
console.log = console.info = console.debug = console.warn = () => {};

async function attempt(action: () => Promise<Answer>): Promise<void> {
  try {
    answer(await action());
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  }
}

process.on("message", (order: Order) =>
  attempt(async () => {
    if (order !== "close") {
      await peer?.run(order.hops);
      return "done";
    }
    await peer?.close?.();
    setImmediate(() => process.exit());
    return "closed";
  }),
);

// Ctrl-C reaches every process at once. What a peer started, such as a server, must end with it.
process.on("SIGINT", () => {});
process.once("disconnect", () => Promise.resolve(peer?.close?.()).finally(() => process.exit()));

await attempt(async () => {
  const { open } = (await import(file)) as { open(words: readonly string[]): Promise<Peer> };
  peer = await open(words);
  return "open";
});
