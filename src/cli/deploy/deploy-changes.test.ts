/** What a deployment changes, as it is shown. */
import { expect, test } from "vitest";
import type { StackChange } from "../../deploy/stack/describe-changes.ts";
import { coloured, plain } from "../../diagnostics/paint.ts";
import { showChanges } from "./deploy-changes.ts";

const home = /arn:aws:[a-z0-9-]+:eu-west-1:1:/g;
const none = { added: [], removed: [] };
const table: StackChange = {
  action: "replace",
  logicalId: "OrchwitsJournal",
  type: "AWS::DynamoDB::Table",
  properties: [{ path: "TableName", before: "a", after: "b", replaces: true }],
  permissions: none,
};

test("what a step gets is one line, what changes in it is told, and what is replaced is warned of", () => {
  const added = (type: string): StackChange => ({ action: "add", logicalId: type, type, owner: "tea", properties: [], permissions: none });
  const permissions = { added: ["may lambda:InvokeFunction on arn:aws:lambda:eu-west-1:1:function:cafe-tea"], removed: [] };
  const role: StackChange = {
    action: "change",
    logicalId: "StartRole",
    type: "AWS::IAM::Role",
    owner: "start",
    properties: [],
    permissions,
  };
  const text = showChanges([added("AWS::Lambda::Function"), added("AWS::Logs::LogGroup"), role, table], {
    paint: plain,
    creates: false,
    home,
  });
  expect(text).toBe(`  + tea              function, log group
  ~ start            role
      + may lambda:InvokeFunction on function:cafe-tea
  ! OrchwitsJournal  table is REPLACED: made anew, then deleted
      TableName a → b (this is what needs a new one)

warning: What is in OrchwitsJournal (table) is not taken along.

2 added, 1 changed, 1 replaced
`);
});

test("a replacement is red", () => {
  expect(showChanges([table], { paint: coloured, creates: false, home })).toContain("\u001b[31m! OrchwitsJournal");
});

test("a table that is replaced stays where its policy keeps it", () => {
  const text = showChanges([{ ...table, keepsOld: true }], { paint: plain, creates: false, home });
  expect(text).toContain("! OrchwitsJournal  table is REPLACED: made anew, while the old one stays in the account\n");
});
