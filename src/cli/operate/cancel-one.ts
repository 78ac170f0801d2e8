/** `orchwits cancel`: ends an execution where it stands. */
import { cancelExecution } from "../../engine/cancel-execution.ts";
import { exitCodes } from "../exit-codes.ts";
import { commandLine } from "../run/rerun-command.ts";
import { readCondition } from "./condition.ts";
import { findExecution } from "./find-execution.ts";
import { withHome } from "./home.ts";

/**
 * Cancels and returns the exit code.
 *
 * @throws {ExecutionConflict} when it has ended
 */
export function cancelOne(word: string, { json }: { readonly json?: true }): Promise<number> {
  return withHome(async (home) => {
    const row = await findExecution(home.journal, word);
    const { execution, pipeline } = row;
    const { owner } = await readCondition(home, row);
    await cancelExecution(home, execution);
    process.stdout.write(
      json ? `${JSON.stringify({ execution, pipeline, status: "cancelled" })}\n` : `${pipeline} ${execution} is cancelled.\n`,
    );
    const running = owner === undefined ? "" : `The step that ${owner} runs is told within a second; nothing of it is taken. `;
    process.stderr.write(`${running}It can still go on: ${commandLine(["resume", execution])}\n`);
    return exitCodes.clean;
  });
}
