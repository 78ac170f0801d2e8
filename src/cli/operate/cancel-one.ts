/** `orchwits cancel`: ends an execution where it stands. */
import { cancelExecution } from "../../engine/cancel-execution.ts";
import { exitCodes } from "../exit-codes.ts";
import { commandLine } from "../run/rerun-command.ts";
import { findExecution } from "./find-execution.ts";
import { withOperatedHome } from "./open-operated-home.ts";
import { type OperatedHome, readCondition, type Where } from "./operated-home.ts";

/**
 * Cancels and returns the exit code.
 *
 * @throws {ExecutionConflict} when it has ended
 */
export function cancelOne(word: string, { json, ...where }: Where & { readonly json?: true }): Promise<number> {
  return withOperatedHome(where, async (home) => {
    const row = await findExecution(home, word);
    const { execution, pipeline } = row;
    const { owner } = await readCondition(home, row);
    await cancelExecution(home, execution);
    process.stdout.write(
      json ? `${JSON.stringify({ execution, pipeline, status: "cancelled" })}\n` : `${pipeline} ${execution} is cancelled.\n`,
    );
    const running = owner === undefined ? "" : `${whatOfRunning(home, owner)} Nothing of it is taken. `;
    process.stderr.write(`${running}It can still go on: ${commandLine(["resume", execution, ...home.words])}\n`);
    return exitCodes.clean;
  });
}

function whatOfRunning({ runsItself }: OperatedHome, owner: string): string {
  return runsItself ? "The step that runs now runs to its end." : `The step that ${owner} runs is told within a second.`;
}
