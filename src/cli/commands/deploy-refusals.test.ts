/** `orchwits deploy` where CloudFormation has rules of its own: what it refuses, and what it takes although nothing seems to change. */
import { expect, test } from "vitest";
import { cafe } from "../command-line.fixture.ts";
import { deploy, openSite, refused } from "./deploy.fixture.ts";

const withStack = (options: string, source = cafe) => source.replace("  @step()", `  static readonly stack = ${options};\n\n  @step()`);

test("carries out what changes the outputs only, though the change set names no resource", async () => {
  const told = (value: string) => withStack(`{ outputs: { Menu: { Value: "${value}" } } }`);
  const { cloudFormation, write, run } = await openSite(told("tea"));
  expect((await run(...deploy, "--yes")).stdout).toMatch(/^Menu +tea$/m);
  write(told("coffee"));
  const shown = await run(...deploy, "--diff");
  expect(shown.stderr).toContain("No resource changes: only the outputs of the stack do, or its tags.");
  expect(cloudFormation.stacks.find("cafe").changeSets.size).toBe(0);
  const changed = await run(...deploy, "--yes");
  expect(changed.stdout).toMatch(/^Menu +coffee$/m);
  expect(changed.code).toBe(0);
  expect((await run(...deploy, "--yes")).stderr).toContain("unchanged stack cafe");
});

test("names what is there already, which CloudFormation tells elsewhere, and what to do about it", async () => {
  const { aws, cloudFormation, run, runAs } = await openSite();
  aws.logs.create("/aws/lambda/cafe-tea");
  await aws.queues.create("cafe-orchwits-rejects", { visibilityTimeoutSeconds: 30 });
  const { code, stderr } = await run(...deploy, "--yes");
  expect(code).toBe(1);
  const group = "Resource of type 'AWS::Logs::LogGroup' with identifier '/aws/lambda/cafe-tea' already exists.";
  const remedy = "aws logs delete-log-group --log-group-name /aws/lambda/cafe-tea";
  expect(stderr).toContain(`  TeaLogs: ${group} (at /Resources/TeaLogs) It was left behind by an earlier stack of that name: ${remedy}\n`);
  expect(stderr).toContain("  OrchwitsRejects: Resource of type 'AWS::SQS::Queue' with identifier 'cafe-orchwits-rejects' already exists.");
  expect(stderr).not.toContain("DescribeEvents");
  expect(cloudFormation.stacks.all()).toEqual([]);

  const statements = [
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: "cloudformation:DescribeEvents", Resource: "*" },
  ] as const;
  const narrow = await runAs(statements, ...deploy, "--yes");
  expect(narrow.code).toBe(1);
  expect(narrow.stderr).toContain("AWS::EarlyValidation::ResourceExistenceCheck");
});

test("says parameters again where a stack is made anew: CloudFormation keeps none for it", async () => {
  const layered = (source: string) => source.replace("@step()\n  tea", '@step({ environment: { SHOP: { Ref: "Shop" } } })\n  tea');
  const { cloudFormation, write, run } = await openSite(layered(refused));
  expect((await run(...deploy, "--yes", "--parameter", "Shop=corner")).code).toBe(1);
  expect(cloudFormation.stacks.find("cafe").status).toBe("ROLLBACK_COMPLETE");
  write(layered(cafe));
  expect((await run(...deploy, "--yes")).code).toBe(0);
  expect(cloudFormation.stacks.find("cafe").version?.parameters).toEqual({ Shop: "corner" });
  // And it keeps them for one that is changed.
  write(layered(cafe).replace("beans: 5", "beans: 6"));
  expect((await run(...deploy, "--yes")).code).toBe(0);
  expect(cloudFormation.stacks.find("cafe").version?.parameters).toEqual({ Shop: "corner" });
});

test("acknowledges rights that have names, and gives the stack the tags of its options", async () => {
  const document = '{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ses:SendEmail", Resource: "arn:aws:ses:*" }] }';
  const policy = `Mail: { Type: "AWS::IAM::ManagedPolicy", Properties: { ManagedPolicyName: "mail", PolicyDocument: ${document} } }`;
  const { cloudFormation, run } = await openSite(withStack(`{ tags: { team: "bar" }, resources: { ${policy} } }`));
  expect(await run(...deploy, "--yes")).toMatchObject({ code: 0 });
  expect(cloudFormation.stacks.find("cafe").version?.tags).toEqual([{ Key: "team", Value: "bar" }]);
});

test("deletes nothing by itself that may hold something", async () => {
  const { cloudFormation, run } = await openSite();
  const text = "Resources:\n  Other:\n    Type: AWS::SQS::Queue\n";
  const request = { stackName: "cafe", name: "one", kind: "CREATE", text, parameters: [], capabilities: [] };
  const { stack, changeSet } = cloudFormation.stacks.createChangeSet(request);
  await expect.poll(() => changeSet.status).toBe("CREATE_COMPLETE");
  stack.become("CREATE_FAILED");
  const { code, stderr } = await run(...deploy, "--yes");
  expect(code).toBe(1);
  expect(stderr).toContain("Stack 'cafe' is stuck (CREATE_FAILED) and can't be updated. Delete it first: orchwits destroy --stack cafe");
  expect(cloudFormation.stacks.find("cafe")).toBe(stack);
});

test("goes on where AWS is asked too often for a while, and where answers are lost", async () => {
  const { aws, cloudFormation, run } = await openSite();
  const fault = (kind: "throttle" | "reset-after", operation: string, times: number) =>
    aws.faults.add({ kind, service: "cloudformation", operation, times });
  fault("reset-after", "CreateChangeSet", 1);
  fault("reset-after", "ExecuteChangeSet", 1);
  // More often than AWS's SDK would ask by itself.
  fault("throttle", "DescribeStackEvents", 4);
  const { code, stderr } = await run(...deploy, "--yes");
  expect(stderr).toContain("deployed stack cafe");
  expect(code).toBe(0);
  expect([aws.faults.struck("reset-after"), aws.faults.struck("throttle")]).toEqual([2, 4]);
  expect(cloudFormation.stacks.find("cafe").events.filter(({ status }) => status === "CREATE_COMPLETE").length).toBeGreaterThan(20);
});
