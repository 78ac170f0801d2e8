/** Change sets in the words of the pipeline. */
import type { Change } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { describeChanges } from "./describe-changes.ts";
import { chooseParameters } from "./stack-parameters.ts";

const functions = new Map([
  ["Start", "start"],
  ["StartOver", "start_over"],
]);

const role = (...actions: readonly string[]) =>
  JSON.stringify({
    Properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: "Allow", Action: actions, Resource: "arn:x" }] } }] },
  });

test("tells whose each resource is, what it may do then, and what is dangerous last", () => {
  const changes: Change[] = [
    {
      ResourceChange: {
        Action: "Modify",
        LogicalResourceId: "Journal",
        ResourceType: "AWS::DynamoDB::Table",
        Replacement: "True",
        PolicyAction: "ReplaceAndRetain",
      },
    },
    {
      ResourceChange: {
        ...{ Action: "Modify", LogicalResourceId: "StartOverRole", ResourceType: "AWS::IAM::Role", Replacement: "False" },
        ...{ BeforeContext: role("s3:GetObject", "s3:PutObject"), AfterContext: role("s3:GetObject", "sqs:SendMessage") },
        Details: [
          { Target: { Attribute: "Properties", Name: "Policies", Path: "/Properties/Policies/0", BeforeValue: "…", AfterValue: "…" } },
        ],
      },
    },
    { ResourceChange: { Action: "Remove", LogicalResourceId: "Blobs", ResourceType: "AWS::S3::Bucket", PolicyAction: "Retain" } },
    { ResourceChange: { Action: "Add", LogicalResourceId: "StartLogs", ResourceType: "AWS::Logs::LogGroup" } },
  ];
  const described = describeChanges(changes, functions);
  expect(described.map(({ action, owner, logicalId }) => [action, owner ?? logicalId])).toEqual([
    ["add", "start"],
    ["change", "start_over"],
    ["keep", "Blobs"],
    ["replace", "Journal"],
  ]);
  expect(described[3]).toMatchObject({ keepsOld: true });
  expect(described[1]).toMatchObject({
    permissions: { added: ["may sqs:SendMessage on arn:x"], removed: ["may s3:PutObject on arn:x"] },
    properties: [],
  });
});

test("a property that changes for several reasons is told once, and what needs a new resource is marked", () => {
  const target = { Attribute: "Properties" as const, Name: "TableName", Path: "/Properties/TableName" };
  const changes: Change[] = [
    {
      ResourceChange: {
        ...{ Action: "Modify", LogicalResourceId: "Journal", ResourceType: "AWS::DynamoDB::Table", Replacement: "Conditional" },
        Details: [
          { Target: { ...target, RequiresRecreation: "Always" }, ChangeSource: "ParameterReference", CausingEntity: "Name" },
          { Target: { ...target, BeforeValue: "a", AfterValue: "b", RequiresRecreation: "Always" }, ChangeSource: "DirectModification" },
        ],
      },
    },
  ];
  expect(describeChanges(changes, functions)).toMatchObject([
    { action: "may-replace", properties: [{ path: "TableName", before: "a", after: "b", replaces: true, because: "Name" }] },
  ]);
});

test("parameters are given, kept, or have a default; what is missing or unknown is named", () => {
  const template = { Parameters: { Layer: { Type: "String" }, Mode: { Type: "String", Default: "x" }, Subnet: { Type: "String" } } };
  expect(chooseParameters(template, { Layer: "l" }, { Subnet: "s", Gone: "g" }, false)).toEqual([
    { ParameterKey: "Layer", ParameterValue: "l" },
    { ParameterKey: "Subnet", UsePreviousValue: true },
  ]);
  expect(chooseParameters(template, { Layer: "l" }, { Subnet: "s", Gone: "g" }, true)).toEqual([
    { ParameterKey: "Layer", ParameterValue: "l" },
    { ParameterKey: "Subnet", ParameterValue: "s" },
  ]);
  expect(() => chooseParameters(template, {}, {}, true)).toThrow(
    "Parameters Layer, Subnet have no value yet. Give one: --parameter Layer=… --parameter Subnet=…",
  );
  expect(() => chooseParameters(template, { Layr: "l" }, {}, true)).toThrow("The stack has no parameter 'Layr'. Did you mean 'Layer'?");
});

test("what was said of a secret is not known, so that a stack that is made anew needs it once more", () => {
  const template = { Parameters: { Key: { Type: "String", NoEcho: true } } };
  expect(chooseParameters(template, {}, { Key: "****" }, false)).toEqual([{ ParameterKey: "Key", UsePreviousValue: true }]);
  expect(() => chooseParameters(template, {}, { Key: "****" }, true)).toThrow("Parameter Key has no value yet.");
});
