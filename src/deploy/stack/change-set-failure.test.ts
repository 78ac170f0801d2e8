/** What is said of a change set that failed, and of a resource that did. */
import { CloudFormationClient, DescribeEventsCommand, type OperationEvent } from "@aws-sdk/client-cloudformation";
import { expect, test, vi } from "vitest";
import { explainChangeSet } from "./change-set-failure.ts";
import { remedyFor } from "./remedy.ts";
import type { Session } from "./session.ts";

async function explain(pages: readonly (readonly OperationEvent[])[], reason?: string) {
  const cloudFormation = new CloudFormationClient({ region: "eu-west-1" });
  const send = vi.spyOn(cloudFormation, "send").mockImplementation(async (command: unknown) => {
    const { NextToken = "0", ChangeSetName, Filters } = (command as DescribeEventsCommand).input;
    expect({ ChangeSetName, Filters }).toEqual({ ChangeSetName: "arn:one", Filters: { FailedEvents: true } });
    const next = Number(NextToken) + 1;
    return { OperationEvents: pages[next - 1], ...(next < pages.length && { NextToken: String(next) }) } as never;
  });
  const fault = await explainChangeSet({ cloudFormation } as unknown as Session, { id: "arn:one", stack: "cafe", reason });
  expect(send.mock.calls[0]?.[0]).toBeInstanceOf(DescribeEventsCommand);
  return fault.message;
}

const about = (LogicalResourceId: string): OperationEvent => ({
  LogicalResourceId,
  EventType: "VALIDATION_ERROR",
  ValidationFailureMode: "FAIL",
});

test("names each resource once, with what was found, page by page", async () => {
  const one = {
    ...about("Mail"),
    ValidationStatusReason: "Required property [PolicyDocument]\n not found",
    ValidationPath: "/Resources/Mail",
  };
  const other = { ...about("Inbox"), ValidationStatusReason: "The bucket 'b' is not empty." };
  const harmless = { ...about("Tea"), ValidationFailureMode: "WARN" as const, ValidationStatusReason: "Perhaps." };
  const hook = {
    LogicalResourceId: "Tea",
    EventType: "HOOK_INVOCATION_ERROR" as const,
    HookType: "Our::Guard",
    HookStatusReason: "No tea.",
  };
  const whole = { LogicalResourceId: "cafe", EventType: "STACK_EVENT" as const, ResourceStatusReason: "failed" };
  expect(await explain([[one, whole, one], [other, harmless], [hook]])).toBe(
    [
      "CloudFormation can't work out the changes of stack 'cafe':",
      "  Mail: Required property [PolicyDocument] not found (at /Resources/Mail)",
      "  Inbox: The bucket 'b' is not empty.",
      "  Tea: Our::Guard refuses it: No tea.",
    ].join("\n"),
  );
});

test("says what CloudFormation says of the whole where nothing is told of resources", async () => {
  expect(await explain([[]], "Transform failed.")).toBe("CloudFormation can't work out the changes of stack 'cafe': Transform failed.");
});

test.each([
  [
    "AWS::Logs::LogGroup",
    `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"/aws/lambda/cafe-tea"}' already exists.`,
    "aws logs delete-log-group --log-group-name /aws/lambda/cafe-tea",
  ],
  [
    "AWS::Lambda::EventSourceMapping",
    "Invalid request provided: Queue visibility timeout: 30 seconds is less than Function timeout: 35 seconds",
    "Give the queue six times the function's timeout",
  ],
])("of %s, what to do is said", (type, reason, remedy) => expect(remedyFor(type, reason)).toContain(remedy));

test("of what speaks for itself, nothing is added", () => expect(remedyFor("AWS::S3::Bucket", "The bucket is not empty")).toBe(""));
