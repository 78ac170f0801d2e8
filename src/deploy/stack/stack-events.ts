/** What CloudFormation does to a stack, resource by resource, as it happens, until it is over. */
import { DescribeStackEventsCommand, type StackEvent } from "@aws-sdk/client-cloudformation";
import type { Patience } from "./patience.ts";
import type { Session } from "./session.ts";
import { readStack, type StackState } from "./stack-state.ts";

export interface ResourceEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string | undefined;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly at: Date;
  /** About the stack as a whole. */
  readonly whole: boolean;
}

/** The newest event of a stack: what follows it is new. */
export async function lastEventId(session: Session, stackId: string): Promise<string | undefined> {
  return (await readEvents(session, stackId))?.StackEvents?.[0]?.EventId;
}

/**
 * Tells all events after one, oldest first, until nothing goes on any more.
 *
 * @returns the stack as it is then
 */
export async function followStack(
  session: Session,
  stackId: string,
  after: string | undefined,
  { patience, onEvent }: { readonly patience: Patience; readonly onEvent: (event: ResourceEvent) => void },
): Promise<StackState> {
  const seen = new Set(after === undefined ? [] : [after]);
  let over = false;
  for (const wait = patience(); ; await wait()) {
    for (const event of (await newEvents(session, stackId, seen)).map((one) => toEvent(one, stackId))) {
      if (event.whole) over = !event.status.endsWith("_IN_PROGRESS");
      onEvent(event);
    }
    if (!over) continue;
    // Asked only now: right after the request, the stack may still look as it did before.
    const state = await readStack(session, stackId);
    if (state.condition !== "busy" && state.condition !== "begun") return state;
  }
}

async function newEvents(session: Session, stackId: string, seen: Set<string>): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  for (let token: string | undefined; ; ) {
    const page = await readEvents(session, stackId, token);
    for (const event of page?.StackEvents ?? []) {
      const { EventId = "" } = event;
      // Newest first: the rest is known.
      if (seen.has(EventId)) return mark(found, seen);
      // What happens between two pages pushes known events onto the next one.
      if (!found.some((one) => one.EventId === EventId)) found.push(event);
    }
    token = page?.NextToken;
    if (token === undefined) return mark(found, seen);
  }
}

function mark(found: readonly StackEvent[], seen: Set<string>): StackEvent[] {
  for (const { EventId = "" } of found) seen.add(EventId);
  return [...found].reverse();
}

function readEvents({ cloudFormation, call }: Session, stackId: string, token?: string) {
  return call("cloudformation:DescribeStackEvents", () =>
    cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId, ...(token !== undefined && { NextToken: token }) })),
  );
}

function toEvent(event: StackEvent, stackId: string): ResourceEvent {
  const { LogicalResourceId = "", ResourceType = "", PhysicalResourceId, ResourceStatus = "", ResourceStatusReason, Timestamp } = event;
  return {
    logicalId: LogicalResourceId,
    type: ResourceType,
    physicalId: PhysicalResourceId,
    status: ResourceStatus,
    reason: ResourceStatusReason && plainReason(ResourceStatusReason),
    at: Timestamp ?? new Date(),
    whole: PhysicalResourceId === stackId || (ResourceType === "AWS::CloudFormation::Stack" && PhysicalResourceId === event.StackId),
  };
}

/** What the service itself said, without what CloudFormation wraps it in. */
function plainReason(reason: string): string {
  return /^Resource handler returned message: "(.*)" \([^"]*\)$/s.exec(reason)?.[1] ?? reason;
}
