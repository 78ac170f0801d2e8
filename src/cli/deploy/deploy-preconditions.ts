/** Whether a stack can be deployed to as it stands, and what has to be removed before. */
import { AwsFault } from "../../deploy/stack/aws-fault.ts";
import { beginDeletion } from "../../deploy/stack/delete-stack.ts";
import type { Patience } from "../../deploy/stack/patience.ts";
import type { Session } from "../../deploy/stack/session.ts";
import { readStack, type StackState } from "../../deploy/stack/stack-state.ts";
import { commandLine } from "../run/rerun-command.ts";
import { confirm } from "./deploy-ask.ts";
import type { DeployOptions } from "./deploy-options.ts";

/** @throws {AwsFault} for a stack that nothing can be done with now, or that is not ours to change */
export function refuseUndeployable({ name, condition, status, resources }: StackState): void {
  if (condition === "busy") {
    throw new AwsFault(`Stack '${name}' is being changed already (${status}). Wait until that is over, then deploy again.`, "pipeline");
  }
  if (condition === "stuck") {
    const way =
      status === "UPDATE_ROLLBACK_FAILED"
        ? `Once what kept it is mended: aws cloudformation continue-update-rollback --stack-name ${name}`
        : `Delete it first: ${commandLine(["destroy", "--stack", name])}`;
    throw new AwsFault(`Stack '${name}' is stuck (${status}) and can't be updated. ${way}`, "pipeline");
  }
  if (condition === "ready" && !resources) {
    throw new AwsFault(`Stack '${name}' was not made by orchwits: deploying would replace all that is in it. Choose another name.`);
  }
}

/**
 * Removes what is left of a stack whose first deployment failed: CloudFormation can only delete it.
 *
 * @returns nothing, where that is not wanted
 */
export async function clearTheWay(
  session: Session,
  state: StackState,
  options: DeployOptions,
  patience: Patience,
): Promise<StackState | undefined> {
  if (state.condition !== "ruined" || !state.id) return state;
  process.stderr.write(
    `The first deployment of stack ${state.name} failed (${state.status}). What is left of it has to be deleted first; it holds nothing.\n`,
  );
  if (options.diff) {
    process.stderr.write("--diff deletes nothing, so there is nothing to compare with: everything would be created.\n");
    return undefined;
  }
  if (!options.yes && !(await confirm(`Delete what is left of stack ${state.name}?`))) return undefined;
  await beginDeletion(session, state.id);
  for (const wait = patience(); ; await wait()) {
    const now = await readStack(session, state.id);
    if (now.condition === "absent") return { name: state.name, condition: "absent", outputs: {}, parameters: state.parameters };
    if (now.condition !== "busy" && now.status?.startsWith("DELETE")) {
      throw new AwsFault(`What is left of stack '${state.name}' can't be deleted: ${now.statusReason ?? now.status}`, "pipeline");
    }
  }
}
