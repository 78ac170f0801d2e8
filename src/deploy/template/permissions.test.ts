/** Which statements the graph gives to each function. */
import { describe, expect, test } from "vitest";
import { buildGraph, done, next, on } from "../../analyzer/rules/build-graph.fixture.ts";
import { allowed, make, propertiesOf, retrying } from "./make-template.fixture.ts";

const journal = (...actions: string[]) => actions.map((action) => `dynamodb:${action} → OrchwitsJournal.Arn`);
const blobs = (action: string) => `s3:${action}Object → \${OrchwitsBlobs}/blobs/*`;
const cafe = buildGraph({
  start: { reads: ["choice?"], ends: [next("coffee", ["beans"]), next("tea")] },
  tea: { ends: [next("coffee", ["leaves: string"])] },
  coffee: { reads: ["beans", "leaves?: string"], ends: [done] },
});

describe("a step may do exactly what the graph says", () => {
  const { template, found } = make(cafe);

  test("the entry begins executions, runs its first hop, and moves on", () => {
    expect(found).toEqual([]);
    expect(allowed(template, "Start")).toEqual([
      ...journal("PutItem", "UpdateItem", "GetItem"),
      "lambda:InvokeFunction → coffee",
      "lambda:InvokeFunction → tea",
      "lambda:InvokeFunction → start",
      blobs("Put"),
    ]);
  });

  test("a step that sets a text may store it, and invokes its successor only", () => {
    expect(allowed(template, "Tea")).toEqual([...journal("UpdateItem", "GetItem"), "lambda:InvokeFunction → coffee", blobs("Put")]);
  });

  test("a last step reads what may be large, and invokes nobody", () => {
    expect(allowed(template, "Coffee")).toEqual([...journal("UpdateItem", "GetItem"), blobs("Get")]);
  });

  test("the recovery may end any step's hop and send on what follows", () => {
    expect(allowed(template, "OrchwitsRecovery")).toEqual([
      ...["ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "ChangeMessageVisibility"].map(
        (action) => `sqs:${action} → OrchwitsDeadLetters.Arn`,
      ),
      ...journal("PutItem", "UpdateItem", "GetItem"),
      ...["start", "tea", "coffee"].map((name) => `lambda:InvokeFunction → ${name}`),
      blobs("Put"),
    ]);
  });

  test("no statement is for everything", () => {
    expect(JSON.stringify(template)).not.toMatch(/"Resource":(\[)?"\*"/);
  });

  test("nothing that waits, no queue and no relay", () => {
    expect(Object.keys(template.Resources)).not.toContain("OrchwitsDelays");
    expect(Object.keys(template.Resources)).not.toContain("OrchwitsRelay");
    expect(Object.keys(template.Outputs ?? {})).not.toContain("Delays");
  });
});

test("one step's permissions are nobody else's", () => {
  const graph = buildGraph({
    start: { ends: [next("mail")] },
    mail: { more: { options: { policies: [{ SESCrudPolicy: { IdentityName: "me" } }] } } },
  });
  const { template } = make(graph);
  expect(propertiesOf(template, "Mail").Policies).toContainEqual({ SESCrudPolicy: { IdentityName: "me" } });
  expect(JSON.stringify(propertiesOf(template, "Start"))).not.toContain("SESCrudPolicy");
});

describe("what runs later", () => {
  test("within 15 minutes goes through the queue", () => {
    const { template } = make(buildGraph({ start: { ends: [next("end", [], [], { after: "30s" })] }, end: {} }));
    expect(allowed(template, "Start")).toContain("sqs:SendMessage → OrchwitsDelays.Arn");
    expect(allowed(template, "Start").join()).not.toContain("scheduler:");
    expect(allowed(template, "End").join()).not.toContain("sqs:");
    expect(allowed(template, "OrchwitsRelay")).toEqual([
      "sqs:ReceiveMessage → OrchwitsDelays.Arn",
      "sqs:DeleteMessage → OrchwitsDelays.Arn",
      "sqs:GetQueueAttributes → OrchwitsDelays.Arn",
      "lambda:InvokeFunction → end",
    ]);
    expect(propertiesOf(template, "OrchwitsRelay").RecursiveLoop).toBe("Allow");
    expect(template.Resources.OrchwitsSchedules).toBeUndefined();
  });

  test("than in 15 minutes is scheduled", () => {
    const { template } = make(buildGraph({ start: { ends: [next("end", [], [], { after: "2h" })] }, end: {} }));
    expect(allowed(template, "Start").slice(5)).toEqual([
      `scheduler:CreateSchedule → arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule/\${AWS::StackName}-orchwits-delays/*`,
      "iam:PassRole → OrchwitsSchedulerRole.Arn",
      `s3:PutObject → \${OrchwitsBlobs}/blobs/*`,
    ]);
    expect(JSON.stringify(propertiesOf(template, "OrchwitsSchedulerRole").Policies)).toContain(`:function:\${AWS::StackName}-end`);
    const { Variables } = propertiesOf(template, "Start").Environment as { Variables: object };
    expect(Object.keys(Variables)).toEqual(
      expect.arrayContaining(["ORCHWITS_SCHEDULES", "ORCHWITS_SCHEDULER_ROLE", "ORCHWITS_DEAD_LETTERS"]),
    );
    expect(template.Resources.OrchwitsRelay).toBeUndefined();
  });

  test("after a time that only the run knows, goes either way", () => {
    const { template } = make(buildGraph({ start: { ends: [next("end", [], [], { after: "this.delay" })] }, end: {} }));
    expect(Object.keys(template.Resources)).toEqual(expect.arrayContaining(["OrchwitsRelay", "OrchwitsDelays", "OrchwitsSchedules"]));
    expect(Object.keys(template.Outputs ?? {})).toEqual(expect.arrayContaining(["Delays", "Schedules", "SchedulerRole"]));
  });

  test("again after a failure: the step may invoke itself", () => {
    const { template } = make(buildGraph({ start: { ends: [next("end")] }, end: { more: retrying() } }));
    expect(allowed(template, "End")).toEqual(
      expect.arrayContaining(["lambda:InvokeFunction → end", "sqs:SendMessage → OrchwitsDelays.Arn"]),
    );
  });
});

describe("a class with onFailure", () => {
  const { template } = make({ ...buildGraph({ start: { ends: [next("end")] }, end: {} }), failureHandler: on(1) });

  test("has a function for it, which every step may invoke", () => {
    for (const id of ["Start", "End", "OrchwitsRecovery"]) expect(allowed(template, id)).toContain("lambda:InvokeFunction → onFailure");
    expect(allowed(template, "OnFailure")).toEqual([...journal("UpdateItem", "GetItem"), blobs("Get")]);
    expect(propertiesOf(template, "OnFailure").FunctionName).toEqual({ "Fn::Sub": `\${AWS::StackName}-onFailure` });
  });
});

test("loops and retries are let through, other steps stay guarded", () => {
  const graph = buildGraph({
    start: { ends: [next("again"), next("flaky")] },
    again: { ends: [next("again"), done] },
    flaky: { more: retrying() },
  });
  const { template } = make(graph);
  expect(["Start", "Again", "Flaky", "OrchwitsRecovery"].map((id) => propertiesOf(template, id).RecursiveLoop)).toEqual([
    undefined,
    "Allow",
    "Allow",
    "Allow",
  ]);
});

test("a bucket that is there already is used, and none is made", () => {
  const named = make({ ...cafe, stack: { bucket: "our-blobs" } });
  expect(allowed(named.template, "Tea")).toContain("s3:PutObject → our-blobs/blobs/*");
  expect(named.template.Resources.OrchwitsBlobs).toBeUndefined();
  const given = make({ ...cafe, stack: { bucket: { Ref: "Bucket" } } });
  expect(allowed(given.template, "Tea")).toContain(`s3:PutObject → \${Bucket}/blobs/*`);
  expect(given.template.Parameters).toEqual({ Bucket: { Type: "String", Description: "For Start, Tea, Coffee, OrchwitsRecovery" } });
});

test("a hundred steps fit into the recovery's policies", () => {
  const names = Array.from({ length: 100 }, (_, index) => `step${index}`);
  const chain = Object.fromEntries(
    names.map((name, index) => [name, { ends: [names[index + 1] ? next(names[index + 1] as string) : done] }]),
  );
  const { template, found } = make(buildGraph({ start: { ends: [next("step0")] }, ...chain }), "a-stack-with-a-long-name-such-as-this-one");
  expect(found).toEqual([]);
  const policies = propertiesOf(template, "OrchwitsRecovery").Policies as readonly unknown[];
  expect(policies.slice(1)).toEqual([1, 2, 3].map((number) => ({ Ref: `OrchwitsRecoveryInvokes${number}` })));
});
