/** Pipelines that together use everything that a template can have, for AWS's own tools to look at. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeTemplate } from "../../src/deploy/template/make-template.ts";
import { toYaml } from "../../src/deploy/template/to-yaml.ts";
import type { Graph } from "../../src/model/graph.ts";

const examples = join(import.meta.dirname, "../../examples");
const read = (name: string) => JSON.parse(readFileSync(join(examples, name, "graph.json"), "utf8")) as Graph;

/** A graph with options that its source doesn't have. */
function dress(graph: Graph, stack: Graph["stack"], options: Readonly<Record<string, Graph["steps"][number]["options"]>>): Graph {
  return {
    ...graph,
    ...(stack && { stack }),
    steps: graph.steps.map((step) => ({ ...step, options: { ...step.options, ...options[step.name] } })),
  };
}

const tea = read("tea-or-coffee");

const everything = dress(
  { ...tea, failureHandler: tea.at, steps: tea.steps.map((step) => withDelays(step)) },
  {
    tags: { app: "tea" },
    vpc: { securityGroups: [{ Ref: "Group" }], subnets: [{ Ref: "SubnetA" }, { Ref: "SubnetB" }] },
    permissionsBoundary: { Ref: "Boundary" },
    alarmTopic: { Ref: "Topic" },
    resources: {
      Orders: { Type: "AWS::SQS::Queue" },
      Inbox: { Type: "AWS::S3::Bucket" },
      Topic: { Type: "AWS::SNS::Topic" },
      OrchwitsJournal: { Properties: { DeletionProtectionEnabled: true } },
    },
    outputs: { Inbox: { Value: { Ref: "Inbox" } } },
  },
  {
    start: {
      on: [
        { schedule: "1h", input: { choice: "t" } },
        { schedule: "cron(0 6 * * ? *)", timezone: "Europe/Berlin" },
        { queue: { Ref: "Orders" } },
        { queue: { Ref: "ForeignQueueArn" }, batchSize: 50 },
        { bucket: { Ref: "Inbox" }, prefix: "in/", suffix: ".csv", events: ["s3:ObjectCreated:Put", "s3:ObjectRemoved:*"] },
        { bucket: "other-bucket" },
        { event: { source: ["my.app"] }, bus: "orders" },
        { http: "none" },
      ],
      policies: [{ S3ReadPolicy: { BucketName: { Ref: "Inbox" } } }, { Effect: "Allow", Action: "ses:SendEmail", Resource: "*" }],
      properties: { Tracing: "Active", Environment: { Variables: { EXTRA: "1" } } },
    },
    making_tea: {
      layers: [{ Ref: "OneLayer" }],
      properties: { Layers: { Ref: "AllLayers" } },
      ephemeralStorage: 1024,
      reservedConcurrency: 5,
      tags: { team: "kettle" },
    },
  },
);

function withDelays(step: Graph["steps"][number]): Graph["steps"][number] {
  if (step.name === "making_tea") {
    return { ...step, retries: true, edges: step.edges.map((edge) => (edge.kind === "next" ? { ...edge, after: "2h" } : edge)) };
  }
  return step;
}

/** So many ways that what may be invoked stands in policies of its own. */
const ways = Array.from({ length: 42 }, (_, index) => `way${index}`);
const end = tea.steps.find(({ name }) => name === "drink");
const many: Graph = {
  ...tea,
  steps: [
    ...tea.steps.map((step) => {
      const [edge] = step.edges;
      if (step.name !== "start" || edge?.kind !== "next") return step;
      return { ...step, edges: [...step.edges, ...ways.map((to) => ({ ...edge, to, after: "2d" }))] };
    }),
    ...ways.flatMap((name) => (end ? [{ ...end, name }] : [])),
  ],
};

const url = dress(read("cafe"), { bucket: { Ref: "Bucket" }, architecture: "x86_64" }, { start: { on: [{ http: "iam" }] } });

/** Templates in YAML, by name. */
export const specimens: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ cafe: read("cafe"), "tea-or-coffee": tea, orders: read("orders"), everything, many, url }).map(([name, graph]) => {
    const { template, comments, diagnostics } = makeTemplate(graph, {
      code: (functionName) => ({ Bucket: "code", Key: `${functionName}.zip` }),
      stackName: "cafe",
    });
    if (diagnostics.length > 0) throw new Error(`${name}: ${diagnostics[0]?.message}`);
    return [name, toYaml(template, comments)];
  }),
);
