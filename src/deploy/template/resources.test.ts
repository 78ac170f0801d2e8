/** References, names and resources in a template: what they become, and what is refused. */
import { describe, expect, test } from "vitest";
import { buildGraph, next } from "../../analyzer/rules/build-graph.fixture.ts";
import { make, propertiesOf, withOptions } from "./make-template.fixture.ts";

describe("references to what nobody declares", () => {
  test("become parameters: texts, or a list where one is wanted", () => {
    const { template, found } = make(
      withOptions({
        layers: [{ Ref: "OneLayer" }],
        environment: { URL: { Ref: "Url" } },
        properties: { VpcConfig: { SubnetIds: { Ref: "Subnets" } } },
      }),
    );
    expect(found).toEqual([]);
    expect(template.Parameters).toEqual({
      OneLayer: { Type: "String", Description: "For Start" },
      Subnets: { Type: "CommaDelimitedList", Description: "For Start" },
      Url: { Type: "String", Description: "For Start" },
    });
  });

  test("become what is wanted in resources of one's own, too", () => {
    const Properties = { Name: { Ref: "Name" }, Subnets: { Ref: "Subnets" } };
    const resources = { Balancer: { Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties } };
    const { template, found } = make(withOptions({}, { resources }));
    expect(found).toEqual([]);
    expect(template.Parameters).toEqual({
      Name: { Type: "String", Description: "For Balancer" },
      Subnets: { Type: "CommaDelimitedList", Description: "For Balancer" },
    });
  });

  test("in texts, too; pseudo parameters and resources stay what they are", () => {
    const { template } = make(
      withOptions({
        environment: {
          ARN: { "Fn::Sub": `\${AWS::Region}/\${Stage}/\${OrchwitsJournal.Arn}/\${!Literal}` },
          TABLE: { Ref: "OrchwitsJournal" },
        },
      }),
    );
    expect(Object.keys(template.Parameters ?? {})).toEqual(["Stage"]);
  });

  test("by an attribute are a fault", () => {
    const { found } = make(withOptions({ environment: { ARN: { "Fn::GetAtt": ["OrchwitsJurnal", "Arn"] } } }));
    expect(found).toEqual([
      "OW402 Start.Properties.Environment.Variables.ARN refers to an attribute of 'OrchwitsJurnal', but there is no such resource in the template. Did you mean 'OrchwitsJournal'?",
    ]);
  });

  test("that are declared keep their declaration", () => {
    const parameters = { Stage: { Type: "String", Default: "test", AllowedValues: ["test", "live"] } };
    expect(make(withOptions({ environment: { STAGE: { Ref: "Stage" } } }, { parameters })).template.Parameters).toEqual(parameters);
  });
});

describe("resources of one's own", () => {
  const table = {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  };

  test("and outputs stand beside ours", () => {
    const { template, found } = make(
      withOptions(
        { environment: { TABLE: { Ref: "Orders" } } },
        { resources: { Orders: table }, outputs: { Orders: { Value: { Ref: "Orders" } } } },
      ),
    );
    expect(found).toEqual([]);
    expect(template.Resources.Orders).toEqual(table);
    expect(template.Outputs?.Orders).toEqual({ Value: { Ref: "Orders" } });
    expect(template.Parameters).toBeUndefined();
  });

  test("without a type add to ours", () => {
    const { template, found } = make(
      withOptions({}, { resources: { OrchwitsJournal: { DeletionPolicy: "Retain", Properties: { DeletionProtectionEnabled: true } } } }),
    );
    expect(found).toEqual([]);
    expect(template.Resources.OrchwitsJournal).toMatchObject({
      DeletionPolicy: "Retain",
      Properties: { DeletionProtectionEnabled: true, BillingMode: "PAY_PER_REQUEST" },
    });
  });

  test.each([
    [
      { OrchwitsJournal: table },
      "the resource 'OrchwitsJournal' can't have this name: it is there already. Rename it, or leave out its Type to add to that one.",
    ],
    [
      { StartRole: { ...table } },
      "the resource 'StartRole' can't have this name: it is made for 'Start' when the stack is deployed. Rename it.",
    ],
    [
      { Start: { Properties: { AutoPublishAlias: "live" } } },
      "the resource 'Start' sets AutoPublishAlias, but steps are invoked without a version or an alias, so that what fails would get lost. Remove it.",
    ],
    [{ "my-table": table }, "the resource 'my-table' can't have this name. CloudFormation takes up to 255 letters and digits."],
    [
      { Orders: { Type: "AWS::DynamoDB::Tabel" } },
      "the resource 'Orders' is of the type 'AWS::DynamoDB::Tabel', which AWS does not have. Did you mean 'AWS::DynamoDB::Table'?",
    ],
    [
      { Orders: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeot: 60 } } },
      "the resource 'Orders' has 'VisibilityTimeot', which is no property of it. Did you mean 'VisibilityTimeout'?",
    ],
    [
      { Orders: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: "soon" } } },
      `the resource 'Orders'.VisibilityTimeout takes a number, not "soon".`,
    ],
    [{ Orders: { Type: "AWS::SQS::Queue", Propertys: {} } }, "the resource 'Orders' has 'Propertys'. Did you mean 'Properties'?"],
  ])("are refused: %j", (resources, message) => {
    expect(make(withOptions({}, { resources: resources as never })).found).toEqual([`OW402 In the options of the stack, ${message}`]);
  });

  test("called as what SAM makes for a schedule are refused", () => {
    const options = { on: [{ schedule: "1d" }] };
    const names = Object.keys(propertiesOf(make(withOptions(options)).template, "Start").Events as object);
    const { found } = make(withOptions(options, { resources: { [`Start${names[0]}Role`]: table } }));
    expect(found).toEqual([expect.stringContaining("it is made for 'Start' when the stack is deployed")]);
  });

  test("that refer to each other in a circle are refused", () => {
    const { found } = make(
      withOptions(
        { environment: { NEXT: { Ref: "Alarm" } } },
        { resources: { Alarm: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "Start" } } } } },
      ),
    );
    expect(found.join()).toContain("refer to each other in a circle, which CloudFormation can't create: Start → Alarm → Start.");
  });
});

describe("names", () => {
  const two = (one: string, other: string) => buildGraph({ start: { ends: [next(one), next(other)] }, [one]: {}, [other]: {} });

  test("that a template can't tell apart are refused", () => {
    expect(make(two("my_step", "myStep")).found).toEqual([
      "OW401 Steps 'my_step' and 'myStep' can't both be deployed: in the template, both would be called 'MyStep'. Rename one of them. Names must differ in more than '_' and case.",
    ]);
  });

  test.each([
    ["prüfe", "Rename it, for example to 'prufe'."],
    ["$check", "Rename it, for example to 'check'."],
    ["send mail", "Rename it, for example to 'sendmail'."],
    ["orchwitsRelay", "Rename it, for example to 'relay'."],
    ["a".repeat(63), "Shorten it."],
  ])("that AWS does not take are refused: %s", (name, fix) => {
    const { found } = make(two(name, "other"));
    expect(found.filter((one) => one.startsWith("OW401"))).toHaveLength(1);
    expect(found[0]).toContain(fix);
  });

  test("are measured with the stack's", () => {
    const name = "aStepWithARatherLongNameThatSaysAll";
    expect(make(two(name, "other"), "a-short-name").found).toEqual([]);
    expect(make(two(name, "other"), "a-name-that-is-much-longer-than-x").found[0]).toContain(
      `its function would be called 'a-name-that-is-much-longer-than-x-${name}', and the name of a Lambda function has at most 64 characters. Shorten it, or the stack's name.`,
    );
    expect(make(two("a", "b"), "a".repeat(50)).found).toEqual([
      `OW401 The stack's name '${"a".repeat(50)}' is too long: its functions' names begin with it. Use at most 46 characters.`,
    ]);
    expect(make(two("a", "b"), "my_stack").found[0]).toContain("A stack can't be called 'my_stack'");
  });

  test("of a resource that SAM makes for another function are refused", () => {
    expect(make(two("pay", "payRole")).found).toEqual([
      "OW401 Step 'payRole' can't be deployed under its name: in the template, 'PayRole' is what belongs to another function. Rename it.",
    ]);
    expect(make(two("pay", "payLogs")).found.join()).toContain("'PayLogs'");
  });
});

const many = (count: number, options: object = {}) => {
  const names = Array.from({ length: count }, (_, index) => `aStepWithARatherLongName${index}`);
  const start = { ends: names.map((name) => next(name, [], [], options)) };
  return buildGraph({ start, ...Object.fromEntries(names.map((name) => [name, {}])) });
};

test("a pipeline of too many steps says so", () => {
  expect(make(many(130)).found).toEqual([
    expect.stringMatching(/^OW401 The stack would have \d+ resources, but CloudFormation takes at most 500: each step takes four/),
  ]);
});

test.each([
  ["at once", {}, "Start"],
  ["much later", { after: "2d" }, "OrchwitsSchedulerRole"],
])("what moves %s to any of very many steps may do so, by policies that stand for themselves", (_, options, id) => {
  const { template, found } = make(many(110, options));
  expect(found).toEqual([]);
  const policies = Object.keys(template.Resources).filter((name) => name.startsWith(`${id}Invokes`));
  expect(policies).toEqual([`${id}Invokes1`, `${id}Invokes2`, `${id}Invokes3`]);
  const { Policies, ManagedPolicyArns = Policies } = propertiesOf(template, id) as { readonly [name: string]: unknown };
  expect(ManagedPolicyArns).toEqual(expect.arrayContaining(policies.map((Ref) => ({ Ref }))));
  expect(JSON.stringify(Policies)).not.toContain("aStepWithARatherLongName7");
  const statements = policies.flatMap(
    (policy) => (propertiesOf(template, policy).PolicyDocument as { readonly Statement: unknown[] }).Statement,
  );
  expect(JSON.stringify(statements)).toContain("aStepWithARatherLongName109");
});

test("with a role of its own, such a step leaves no policies behind", () => {
  const graph = many(50);
  const steps = graph.steps.map((step) =>
    step.name === "start" ? { ...step, options: { properties: { Role: "arn:aws:iam::1:role/mine" } } } : step,
  );
  expect(Object.keys(make({ ...graph, steps }).template.Resources).filter((id) => id.startsWith("StartInvokes"))).toEqual([]);
});

test("policies that IAM would find too large are told of, by what they will be once names are known", () => {
  const policies = (count: number) => [
    {
      Effect: "Allow",
      Action: "ses:SendEmail",
      Resource: Array.from({ length: count }, () => ({
        "Fn::Sub": `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:identity/shop.example`,
      })),
    },
  ];
  expect(make(withOptions({ policies: policies(120) })).found).toEqual([]);
  expect(make(withOptions({ policies: policies(180) })).found).toEqual([
    expect.stringMatching(/^OW401 The policies of 'Start' have about 1\d,\d+ /),
  ]);
});

test("a description that CloudFormation would not take is told of", () => {
  expect(make(withOptions({}, { description: "x".repeat(1_024) })).found).toEqual([]);
  expect(make(withOptions({}, { description: "x".repeat(1_025) })).found).toEqual([
    "OW401 The stack's description has 1,025 characters, but CloudFormation takes at most 1,024. Shorten 'description'.",
  ]);
});

test("resources for people and machines: outputs name what the environment names", () => {
  const { template } = make(buildGraph({ start: {} }));
  expect(Object.keys(template.Outputs ?? {})).toEqual(["StartFunction", "Functions", "Journal", "Blobs", "DeadLetters", "RetentionDays"]);
  expect(propertiesOf(template, "OrchwitsBlobs")).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
  });
});
