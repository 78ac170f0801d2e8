/** Change sets whose making does not come to its end: what is left of them. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { expect, test, vi } from "vitest";
import { type ChangeSetRequest, createChangeSet } from "./change-set.ts";
import type { Session } from "./session.ts";

const request: ChangeSetRequest = {
  ...{ stack: "cafe", kind: "CREATE", reserves: true, templateUrl: "https://s3.eu-west-1.amazonaws.com/b/t.yaml", description: "" },
  ...{ parameters: [], tags: [], namesRights: false },
};

/** CloudFormation that never comes to an end with a change set. @param refuses what it does not do meanwhile */
function open(refuses: readonly string[] = []) {
  const asked: string[] = [];
  const cloudFormation = new CloudFormationClient({ region: "eu-west-1" });
  vi.spyOn(cloudFormation, "send").mockImplementation(async (command: object) => {
    const name = command.constructor.name.replace(/Command$/, "");
    asked.push(name);
    if (refuses.includes(name)) throw Object.assign(new Error("It is CREATE_IN_PROGRESS."), { name: "InvalidChangeSetStatus" });
    return { Id: "arn:set", StackId: "arn:stack", Status: "CREATE_IN_PROGRESS" } as never;
  });
  const session = { cloudFormation, call: (_: string, work: () => unknown) => work() } as unknown as Session;
  return { session, asked };
}

const stopped = new Error("Ctrl-C");
const patience = () => () => Promise.reject(stopped);

test.each([[[]], [["DeleteChangeSet"]]])("nobody waits any more: the name that it took is given back (refused: %j)", async (refuses) => {
  const { session, asked } = open(refuses);
  await expect(createChangeSet(session, request, patience)).rejects.toBe(stopped);
  expect(asked).toEqual(["CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet", "DeleteStack"]);
});

test("a stack that was there before stays", async () => {
  const { session, asked } = open();
  await expect(createChangeSet(session, { ...request, kind: "UPDATE", reserves: false }, patience)).rejects.toBe(stopped);
  expect(asked).toEqual(["ListChangeSets", "CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet"]);
});
