/** Why CloudFormation could not work out what would change: its own words say little, what it told of single resources says more. */
import { DescribeEventsCommand, type OperationEvent } from "@aws-sdk/client-cloudformation";
import { AwsFault } from "./aws-fault.ts";
import { remedyFor } from "./remedy.ts";
import type { Session } from "./session.ts";

export interface FailedChangeSet {
  /** Its ARN: events are not found by its name. */
  readonly id: string;
  readonly stack: string;
  readonly reason: string | undefined;
}

/** Of each resource, what CloudFormation's checks before a deployment found, and what to do where that is known. */
export async function explainChangeSet(session: Session, { id, stack, reason }: FailedChangeSet): Promise<AwsFault> {
  const found = [...new Set((await readFailures(session, id)).map(wordFailure))];
  const because = found.length > 0 ? `\n${found.map((one) => `  ${one}`).join("\n")}` : ` ${reason ?? "it gives no reason."}`;
  return new AwsFault(`CloudFormation can't work out the changes of stack '${stack}':${because}`, "pipeline");
}

/** None where they can't be read: whoever may not do that is to hear of what failed all the same. */
async function readFailures({ cloudFormation }: Session, id: string): Promise<readonly OperationEvent[]> {
  const found: OperationEvent[] = [];
  try {
    for (let token: string | undefined; ; ) {
      const request = { ChangeSetName: id, Filters: { FailedEvents: true }, ...(token !== undefined && { NextToken: token }) };
      const page = await cloudFormation.send(new DescribeEventsCommand(request));
      found.push(...(page.OperationEvents ?? []));
      token = page.NextToken;
      if (token === undefined) break;
    }
  } catch {
    return [];
  }
  return found.filter(
    (event) => reasonOf(event) !== undefined && event.ValidationFailureMode !== "WARN" && event.HookFailureMode !== "WARN",
  );
}

function reasonOf({ EventType, ...event }: OperationEvent): string | undefined {
  if (EventType === "VALIDATION_ERROR") return event.ValidationStatusReason;
  if (EventType === "HOOK_INVOCATION_ERROR")
    return event.HookStatusReason && `${event.HookType ?? "A hook"} refuses it: ${event.HookStatusReason}`;
  return EventType === "PROVISIONING_ERROR" ? event.ResourceStatusReason : undefined;
}

function wordFailure(event: OperationEvent): string {
  const { LogicalResourceId, ResourceType, ValidationPath } = event;
  const reason = (reasonOf(event) ?? "").replace(/\s+/g, " ").trim();
  const place = ValidationPath ? ` (at ${ValidationPath})` : "";
  return `${LogicalResourceId ?? "The template"}: ${reason}${place}${remedyFor(ResourceType, reason)}`;
}
