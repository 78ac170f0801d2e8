/** What there is of a stack, and what can be done with it. */
import { DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { isStackName } from "../../model/deployed-names.ts";
import { readResources, resourceNames, type StackResources } from "../../model/stack-resources.ts";
import { AwsFault } from "./aws-fault.ts";
import type { Session } from "./session.ts";

/**
 * `absent`: there is none. `begun`: a name, reserved by a change set that was never executed. `ready`: can be updated or deleted.
 * `busy`: something goes on. `ruined`: its creation failed and was undone, and the name that remains can only be deleted. `stuck`: someone
 * has to mend it.
 */
export type StackCondition = "absent" | "begun" | "ready" | "busy" | "ruined" | "stuck";

export interface StackState {
  readonly name: string;
  readonly condition: StackCondition;
  /** As CloudFormation says it. */
  readonly status?: string | undefined;
  readonly statusReason?: string | undefined;
  readonly id?: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** Set where it is a stack of Orchwits that was deployed. */
  readonly resources?: StackResources;
}

/** Looks at a stack. @param name its name or id: a deleted one is found by its id only */
export async function readStack(session: Pick<Session, "cloudFormation" | "call">, name: string): Promise<StackState> {
  const stack = await describe(session, name);
  if (!stack) return { name, condition: "absent", outputs: {}, parameters: {} };
  const outputs = Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
  const { resources, missing } = readResources((key) => outputs[resourceNames[key].output]);
  return {
    name: stack.StackName ?? name,
    condition: conditionOf(stack.StackStatus ?? ""),
    status: stack.StackStatus,
    statusReason: stack.StackStatusReason,
    id: stack.StackId,
    outputs,
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map(({ ParameterKey = "", ParameterValue = "" }) => [ParameterKey, ParameterValue]),
    ),
    ...(missing.length === 0 && { resources: resources as StackResources }),
  };
}

async function describe({ cloudFormation, call }: Pick<Session, "cloudFormation" | "call">, name: string): Promise<Stack | undefined> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    const { name: code, message } = error as Error;
    // CloudFormation has no error of its own for this.
    if (code === "ValidationError" && /does not exist/.test(message)) return undefined;
    return call("cloudformation:DescribeStacks", () => Promise.reject(error));
  }
}

function conditionOf(status: string): StackCondition {
  if (status === "DELETE_COMPLETE") return "absent";
  if (status === "REVIEW_IN_PROGRESS") return "begun";
  if (status.endsWith("_IN_PROGRESS")) return "busy";
  if (status === "ROLLBACK_COMPLETE") return "ruined";
  // After a creation that failed and was not undone, there may be something in it.
  if (status.endsWith("_FAILED")) return "stuck";
  return "ready";
}

/** A stack's name, as CloudFormation allows it. @throws {AwsFault} for any other */
export function checkStackName(name: string): string {
  if (isStackName(name)) return name;
  throw new AwsFault(`'${name}' can't be the name of a stack. Use letters, digits and hyphens, a letter first, 128 at most.`);
}

/** Partitions whose console has a domain of its own. */
const consoles: Readonly<Record<string, string>> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
  "aws-eusc": "console.amazonaws-eusc.eu",
};

/** The page of the console about a stack. */
export function consoleUrl({ region, partition }: Pick<Session, "region" | "partition">, stackId: string): string {
  const host = consoles[partition] ?? "console.aws.amazon.com";
  return `https://${region}.${host}/cloudformation/home?region=${region}#/stacks/events?stackId=${encodeURIComponent(stackId)}`;
}
