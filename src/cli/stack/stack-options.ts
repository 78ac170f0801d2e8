/** The options that name a stack on AWS instead of this project's own journal. */
import type { Command } from "commander";

export function addStackOptions(command: Command): Command {
  return command
    .option("--stack <name>", "in a stack on AWS instead of here")
    .option("--region <region>", "where the stack is (default: AWS_REGION, or the profile's)")
    .option("--profile <name>", "whose credentials (default: AWS_PROFILE, or what the AWS CLI would use)");
}
