/** Asks before anything is changed that costs or can't be undone. */
import { createInterface } from "node:readline/promises";
import { Interrupted } from "../interrupted.ts";
import { UsageError } from "../usage-error.ts";

/**
 * @throws {UsageError} where nobody can be asked
 * @throws {Interrupted} on Ctrl-C
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError("Nobody can be asked here whether this is wanted, so nothing was changed. If it is, say --yes.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new AbortController();
  terminal.once("SIGINT", () => closed.abort());
  terminal.once("close", () => closed.abort());
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: closed.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (!closed.signal.aborted) throw error;
    process.stderr.write("\n");
    throw new Interrupted();
  } finally {
    terminal.close();
  }
}
