/** Finds a stack that was deployed, for those who operate its executions. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { AwsFault } from "../../deploy/stack/aws-fault.ts";
import { type Connection, connect } from "../../deploy/stack/session.ts";
import { checkStackName, readStack } from "../../deploy/stack/stack-state.ts";
import type { StackResources } from "../../model/stack-resources.ts";
import type { Where } from "../operate/operated-home.ts";
import { commandLine } from "../run/rerun-command.ts";

export interface Deployed extends Connection {
  readonly stack: string;
  readonly resources: StackResources;
}

/** @throws {AwsFault} when there is none, or one that orchwits did not deploy */
export async function findDeployed({ stack, region, profile }: Where & { readonly stack: string }): Promise<Deployed> {
  const name = checkStackName(stack);
  const connection = await connect({ region, profile });
  const { credentials, call } = connection;
  const cloudFormation = new CloudFormationClient({ region: connection.region, credentials });
  try {
    const { condition, status, resources } = await readStack({ cloudFormation, call }, name);
    if (resources) return { ...connection, stack: name, resources };
    if (condition === "absent") {
      const hint = region === undefined ? "Is it in another region? Name it: --region" : "Is that the region and the account?";
      throw new AwsFault(`There is no stack '${name}' in ${connection.region}. ${hint}`);
    }
    if (condition !== "ready") {
      throw new AwsFault(
        `Stack '${name}' is not deployed yet (${status}). Deploy it: ${commandLine(["deploy", "pipeline.ts", "--stack", name])}`,
      );
    }
    throw new AwsFault(`Stack '${name}' in ${connection.region} was not made by orchwits: it lacks the outputs of its journal.`);
  } finally {
    cloudFormation.destroy();
  }
}
