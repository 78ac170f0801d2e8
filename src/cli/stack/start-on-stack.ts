/** `orchwits start --stack`: starts an execution of a deployed pipeline. */
import { invokeStart } from "../../client/invoke-start.ts";
import { InvalidInput } from "../../engine/errors.ts";
import { makeExecutionId } from "../../engine/execution-id.ts";
import { AwsClient } from "../../lambda/aws/aws-client.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Where } from "../operate/operated-home.ts";
import { readInput } from "../run/read-input.ts";
import { commandLine } from "../run/rerun-command.ts";
import { UsageError } from "../usage-error.ts";
import { findDeployed } from "./find-deployed.ts";
import { stackWords } from "./stack-words.ts";

export interface StartOnStackOptions extends Where {
  readonly stack: string;
  readonly input?: string;
  readonly id?: string;
  readonly json?: true;
}

/** Starts and returns the exit code. The id is the result. */
export async function startOnStack(options: StartOnStackOptions): Promise<number> {
  const input = readInput(options.input);
  const { stack, region, credentials } = await findDeployed(options);
  const client = new AwsClient({ region, credentials });
  const started = await invokeStart(client, stack, input, options.id ?? makeExecutionId(Date.now())).catch((error: unknown) => {
    if (error instanceof InvalidInput) throw new UsageError(error.message);
    throw error;
  });
  const { execution, began } = started;
  process.stdout.write(options.json ? `${JSON.stringify(started)}\n` : `${execution}\n`);
  if (!began) process.stderr.write("It had begun already: nothing was started.\n");
  process.stderr.write(`See how it goes: ${commandLine(["show", execution, ...stackWords(options)])}\n`);
  return exitCodes.clean;
}
