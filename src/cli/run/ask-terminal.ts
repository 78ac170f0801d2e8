/** Questions on the terminal, for whoever sits there. */
import { createInterface } from "node:readline/promises";
import { Interrupted } from "../interrupted.ts";

/** Rejects with {@link Interrupted} on Ctrl-C and Ctrl-D. */
export async function askTerminal<T>(talk: (ask: (question: string) => Promise<string>) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new AbortController();
  terminal.once("SIGINT", () => closed.abort());
  terminal.once("close", () => closed.abort());
  try {
    return await talk((question) => terminal.question(question, { signal: closed.signal }));
  } catch (error) {
    if (!closed.signal.aborted) throw error;
    process.stderr.write("\n");
    throw new Interrupted();
  } finally {
    terminal.close();
  }
}
