/** The options that name a stack on AWS, and where it is. */
import type { Command } from "commander";
import { UsageError } from "../usage-error.ts";

/** Of commands that work on this project's own journal unless a stack is named. */
export function addStackOptions(command: Command): Command {
  return addPlaceOptions(command.option("--stack <name>", "in a stack on AWS instead of here"));
}

export function addPlaceOptions(command: Command): Command {
  return command
    .option("--region <region>", "where the stack is (default: AWS_REGION, or the profile's)")
    .option("--profile <name>", "whose credentials (default: AWS_PROFILE, or what the AWS CLI would use)");
}

/** @throws {UsageError} for what says where a stack is where none is named: whoever says so means none of this machine's executions */
export function refuseStrayPlace({ region, profile }: { readonly region?: string; readonly profile?: string }): void {
  const stray = region !== undefined ? "--region" : profile !== undefined ? "--profile" : undefined;
  if (stray) throw new UsageError(`${stray} says where a stack is, but no stack is named. Name it: --stack <name>`);
}
