/** What the options of steps and stacks become in a template. */
import { describe, expect, test } from "vitest";
import { buildGraph, done, next } from "../../analyzer/rules/build-graph.fixture.ts";
import { make, propertiesOf, withOptions, withStack } from "./make-template.fixture.ts";

describe("a function", () => {
  test("has what its step says, and else what the stack says, and else defaults", () => {
    const graph = withStack(buildGraph({ start: { ends: [next("end")] }, end: { more: { options: { memory: 1024, timeout: "2m" } } } }), {
      memory: 256,
      architecture: "x86_64",
    });
    const { template } = make(graph);
    expect(propertiesOf(template, "Start")).toMatchObject({
      MemorySize: 256,
      Timeout: 35,
      Architectures: ["x86_64"],
      Runtime: "nodejs24.x",
    });
    expect(propertiesOf(template, "End")).toMatchObject({ MemorySize: 1024, Timeout: 125, Architectures: ["x86_64"] });
  });

  test("runs as long as Lambda lets it, where its step takes 15 minutes", () => {
    expect(propertiesOf(make(withOptions({ timeout: "15m" })).template, "Start").Timeout).toBe(900);
  });

  test("gets all of its settings", () => {
    const options = {
      layers: [{ Ref: "Tools" }],
      environment: { TABLE: "orders" },
      ephemeralStorage: 2048,
      reservedConcurrency: 5,
      tags: { team: "food" },
      properties: { Tracing: "Active", Environment: { Variables: { EXTRA: "1" } }, MemorySize: 3008 },
    };
    const stack = {
      tags: { app: "cafe" },
      layers: ["arn:aws:lambda:us-east-1:1:layer:base:1"],
      vpc: { securityGroups: ["sg-1"], subnets: ["subnet-1"] },
    };
    const { template, found } = make(withOptions(options, { ...stack, permissionsBoundary: "arn:aws:iam::1:policy/edge" }));
    expect(found).toEqual([]);
    expect(propertiesOf(template, "Start")).toMatchObject({
      Layers: ["arn:aws:lambda:us-east-1:1:layer:base:1", { Ref: "Tools" }],
      Environment: { Variables: { TABLE: "orders", EXTRA: "1", ORCHWITS_JOURNAL: { Ref: "OrchwitsJournal" } } },
      EphemeralStorage: { Size: 2048 },
      ReservedConcurrentExecutions: 5,
      Tags: { app: "cafe", team: "food" },
      Tracing: "Active",
      MemorySize: 3008,
      VpcConfig: { SecurityGroupIds: ["sg-1"], SubnetIds: ["subnet-1"] },
      PermissionsBoundary: "arn:aws:iam::1:policy/edge",
    });
  });

  test("keeps what outlives its retries, and its logs for a while", () => {
    const { template } = make(withOptions({}, { logRetentionDays: 7 }));
    expect(propertiesOf(template, "Start").EventInvokeConfig).toEqual({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21600,
      DestinationConfig: { OnFailure: { Type: "SQS", Destination: { "Fn::GetAtt": ["OrchwitsDeadLetters", "Arn"] } } },
    });
    expect(propertiesOf(template, "Start").LoggingConfig).toMatchObject({ LogGroup: { Ref: "StartLogs" } });
    expect(propertiesOf(template, "StartLogs").RetentionInDays).toBe(7);
  });

  test("with a role of its own has no policies, which SAM would ignore in silence", () => {
    const { template } = make(withOptions({ properties: { Role: "arn:aws:iam::1:role/mine" } }));
    expect(propertiesOf(template, "Start")).not.toHaveProperty("Policies");
  });
});

test("a statement alone becomes a policy; what SAM knows by name stays", () => {
  const statement = { Effect: "Allow", Action: "ses:SendEmail", Resource: "arn:aws:ses:us-east-1:1:identity/me" };
  const { template } = make(withOptions({ policies: [statement, "AmazonS3ReadOnlyAccess", { Statement: [statement] }] }));
  expect((propertiesOf(template, "Start").Policies as readonly unknown[]).slice(1)).toEqual([
    { Version: "2012-10-17", Statement: [statement] },
    "AmazonS3ReadOnlyAccess",
    { Statement: [statement] },
  ]);
});

describe("what is refused", () => {
  test.each([
    [{ memory: 64 }, "In the options of step 'start', 'memory' is 64. Use a whole number from 128 to 10240 MB."],
    [{ memroy: 512 }, "In the options of step 'start', 'memroy' is no option. Did you mean 'memory'?"],
    [{ memory: "512" }, null],
    [{ memory: "much" }, `In the options of step 'start', 'memory' takes a number, not "much".`],
    [{ MemorySize: 512 }, "In the options of step 'start', 'MemorySize' is no option. Did you mean 'properties: { MemorySize: … }'?"],
    [
      { timeout: "16m" },
      "In the options of step 'start', 'timeout' is 16m, but Lambda stops a function after 15 minutes. Use at most '15m'.",
    ],
    [{ ephemeralStorage: 100 }, "In the options of step 'start', 'ephemeralStorage' is 100. Use a whole number from 512 to 10240 MB."],
    [
      { runtime: "python3.13" },
      "In the options of step 'start', 'runtime' is 'python3.13'. Functions are bundled for Node 22 and newer, such as 'nodejs24.x'.",
    ],
    [{ runtime: "nodejs20.x" }, null, "'runtime' is 'nodejs20.x'"],
    [{ runtime: "nodejs22.x" }, null],
    [{ layers: "arn" }, `In the options of step 'start', 'layers' takes a list, not "arn". Put it into [ ].`],
    [
      { properties: { MemorySise: 512 } },
      "In the options of step 'start', 'properties' has 'MemorySise', which is no property of it. Did you mean 'MemorySize'?",
    ],
    [
      { properties: { VpcConfig: { SubnetIDs: [] } } },
      "In the options of step 'start', 'properties'.VpcConfig has 'SubnetIDs', which is no property of it. Did you mean 'SubnetIds'?",
    ],
    [{ properties: { MemorySize: 64 } }, "In the options of step 'start', 'MemorySize' is 64. Use a whole number from 128 to 10240 MB."],
    [
      { properties: { FunctionName: "mine" } },
      "In the options of step 'start', 'properties' sets FunctionName, but the other functions find it by this name. Remove it.",
    ],
    [
      { properties: { Policies: ["AmazonS3ReadOnlyAccess"] } },
      "In the options of step 'start', 'properties' sets Policies, but these would stand in place of what the step needs. Use the option 'policies', which adds to it.",
    ],
    [
      { properties: { EventInvokeConfig: { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: "arn" } } } } },
      "In the options of step 'start', 'properties' sets a destination for failures, but the recovery has to get them. Declare 'onFailure' in the class.",
    ],
    [{ properties: { EventInvokeConfig: { MaximumRetryAttempts: 0 } } }, null],
    [
      { properties: { AutoPublishAlias: "live" } },
      "In the options of step 'start', 'properties' sets AutoPublishAlias, but steps are invoked without a version or an alias, so that what fails would get lost. Remove it.",
    ],
    [
      { on: [{ queue: "arn:aws:sqs:us-east-1:1:orders.fifo", batchSize: 11 }] },
      "In the options of step 'start', the queue trigger in 'on' has the batchSize 11 for a FIFO queue. Use at most 10.",
    ],
    [{ on: [{ queue: "arn:aws:sqs:us-east-1:1:orders.fifo", batchSize: 10 }] }, null],
    [
      { environment: { AWS_REGION: "x" } },
      "In the options of step 'start', 'environment' sets 'AWS_REGION', which Lambda keeps for itself. Choose another name.",
    ],
    [{ environment: { "A-B": "x" } }, null, "A-B"],
    [{ environment: { BIG: "x".repeat(5000) } }, null, "OW401 The environment of 'Start' has at least 5,"],
  ])("%j", (options, message, part = "") => {
    const { found } = make(withOptions(options as never));
    if (part !== "") expect(found.join("\n")).toContain(part);
    else expect(found).toEqual(message === null ? [] : [`OW402 ${message}`]);
  });

  test("a large batch of a FIFO queue of one's own", () => {
    const taking = (batchSize: number) =>
      make(
        withOptions(
          { on: [{ queue: { Ref: "Orders" }, batchSize }] },
          { resources: { Orders: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } } } },
        ),
      ).found;
    expect(taking(10)).toEqual([]);
    expect(taking(11)).toEqual([
      "OW402 In the options of the stack, the queue trigger in 'on' of 'start' has the batchSize 11, but 'Orders' is a FIFO queue. Use at most 10.",
    ]);
  });

  test("a trigger on another step than the first", () => {
    const { found } = make(buildGraph({ start: { ends: [next("end")] }, end: { more: { options: { on: [{ http: "iam" }] } } } }));
    expect(found).toEqual([
      "OW402 In the options of step 'end', 'on' says what starts executions, but those start with 'start'. Move it to the options of 'start'.",
    ]);
  });

  describe("a trigger whose input never has what 'start' needs", () => {
    const starting = (on: object, reads: string) =>
      make(buildGraph({ start: { reads: reads.split(" "), more: { options: { on: [on] } } } })).found;

    test.each([
      [{ schedule: "1d", input: { full: true } }, "schedule", "Give it in the trigger's 'input'."],
      [{ bucket: "inbox" }, "bucket", "It brings bucket, key, size, etag, event."],
      [{ event: { source: ["shop"] } }, "event", "It brings version, id, detail-type, source, account, time, region, resources, detail."],
    ])("%j", (on, kind, remedy) => {
      const why = `the ${kind} trigger in 'on' brings no 'order', which 'start' needs, so that it would start nothing`;
      expect(starting(on, "order note?")).toEqual([
        `OW402 In the options of step 'start', ${why}. ${remedy} Or let 'start' do without: \`order?\`.`,
      ]);
      expect(starting(on, "order? $id")).toEqual([]);
    });

    test("what it brings is enough, and of some only their senders know what they bring", () => {
      expect(starting({ schedule: "1d", input: { order: 1 } }, "order")).toEqual([]);
      expect(starting({ bucket: "inbox" }, "bucket key size etag event")).toEqual([]);
      expect(starting({ event: { source: ["shop"] } }, "detail id")).toEqual([]);
      for (const on of [{ queue: "arn:aws:sqs:us-east-1:1:orders" }, { http: "iam" }]) expect(starting(on, "order")).toEqual([]);
    });

    test("what was deleted from a bucket has no size", () => {
      expect(starting({ bucket: "inbox", events: ["s3:ObjectRemoved:*"] }, "size")).toEqual([
        expect.stringContaining("brings no 'size', which 'start' needs"),
      ]);
    });
  });

  test.each([
    [{ retentionDays: 0 }, "'retentionDays' is 0. Use a whole number from 1 to 3650 days."],
    [{ logRetentionDays: 10 }, "'logRetentionDays' is 10, which CloudWatch does not offer. The nearest that it offers is 14."],
    [{ vpc: { subnet: [] } }, "'vpc' has 'subnet', which is no property of it. Did you mean 'subnets'?"],
    [{ parameters: { A: { Typ: "String" } } }, "the parameter 'A' has 'Typ'. Did you mean 'Type'?"],
  ])("of the stack: %j", (stack, message) => {
    expect(make(withOptions({}, stack as never)).found).toContain(`OW402 In the options of the stack, ${message}`);
  });
});

test("a wait that outlives large values is warned of", () => {
  const graph = buildGraph({ start: { ends: [next("end", [], [], { after: "91d" })] }, end: { ends: [done] } });
  const { found } = make(graph);
  expect(found).toEqual([
    "OW403 The move from 'start' to 'end' waits for 91d, but large values are kept for 90 days only. Set 'retentionDays' of the stack's options to more than 91.",
  ]);
  expect(make(withStack(graph, { retentionDays: 91 })).found).toHaveLength(1);
  expect(make(withStack(graph, { retentionDays: 92 })).found).toEqual([]);
});
