/** Asks before anything is changed that costs or can't be undone. */
import { askTerminal } from "../run/ask-terminal.ts";
import { UsageError } from "../usage-error.ts";

/**
 * @throws {UsageError} where nobody can be asked
 * @throws {Interrupted} on Ctrl-C
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError("Nobody can be asked here whether this is wanted, so nothing was changed. If it is, say --yes.");
  }
  return askTerminal(async (ask) => /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim()));
}
