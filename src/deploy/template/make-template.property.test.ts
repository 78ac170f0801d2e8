/** Templates of random pipelines hold together, and grant what the graph asks for and no more. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildGraph, done, next, on } from "../../analyzer/rules/build-graph.fixture.ts";
import type { Edge, Graph } from "../../model/graph.ts";
import { findCircle } from "./find-circle.ts";
import type { TemplateObject } from "./intrinsics.ts";
import { make, propertiesOf } from "./make-template.fixture.ts";
import { readYaml } from "./read-yaml.fixture.ts";
import { isPseudoParameter, referencesIn, referencesOf } from "./references.ts";
import { deployedIds } from "./sam-resources.ts";
import type { Template, TemplateValue } from "./template.ts";
import { toYaml } from "./to-yaml.ts";

const names = ["start", "making_tea", "b", "c2", "longer_Name", "Drink"] as const;
const edge = fc.record({
  to: fc.constantFrom(...names),
  sets: fc.subarray(["beans", "text: string"]),
  after: fc.constantFrom(undefined, undefined, "0s", "10s", "15m", "16m", "200d", "this.delay"),
});
const option = fc.record(
  {
    memory: fc.integer({ min: 128, max: 10_240 }),
    timeout: fc.constantFrom("1s", "500ms", "15m"),
    layers: fc.array(fc.constantFrom("arn:aws:lambda:us-east-1:1:layer:a:1", { Ref: "Layer" }), { maxLength: 2 }),
    environment: fc.dictionary(fc.stringMatching(/^[A-Z]{2,4}$/), fc.oneof(fc.string({ maxLength: 20 }), fc.constant({ Ref: "Setting" }))),
    tags: fc.constantFrom({ team: "a" }, { app: "b" }),
    reservedConcurrency: fc.constantFrom(0, 5),
    properties: fc.constantFrom({ Tracing: "Active" }, { Layers: { Ref: "Layers" } }, { RecursiveLoop: "Terminate" }),
  },
  { requiredKeys: [] },
);
const step = fc.record({ ends: fc.array(edge, { maxLength: 3 }), options: option, retries: fc.boolean(), readsAll: fc.boolean() });
const trigger = fc.constantFrom<TemplateObject>(
  { schedule: "1h" },
  { queue: { Ref: "Orders" } },
  { queue: { Ref: "ElsewhereArn" } },
  { bucket: { Ref: "Inbox" }, prefix: "in/", suffix: ".csv" },
  { bucket: "elsewhere" },
  { event: { source: ["cafe"] } },
);
const pipeline = fc.record({
  steps: fc.tuple(...names.map(() => step)),
  count: fc.integer({ min: 1, max: names.length }),
  on: fc.uniqueArray(trigger, { maxLength: 4 }),
  handlesFailures: fc.boolean(),
  stack: fc.record(
    {
      bucket: fc.constantFrom("our-bucket", { Ref: "Bucket" }),
      alarmTopic: fc.constant({ Ref: "Topic" }),
      permissionsBoundary: fc.constant({ Ref: "Boundary" }),
      tags: fc.constant({ app: "cafe" }),
      resources: fc.constant({ Orders: { Type: "AWS::SQS::Queue" }, Inbox: { Type: "AWS::S3::Bucket" } }),
    },
    { requiredKeys: ["resources"] },
  ),
});

function graphOf({ steps, count, on: triggers, handlesFailures, stack }: typeof pipeline extends fc.Arbitrary<infer T> ? T : never): Graph {
  const chosen = names.slice(0, count);
  const graph = buildGraph(
    Object.fromEntries(
      chosen.map((name, index) => {
        const { ends, options, retries, readsAll } = steps[index] as (typeof steps)[number];
        const moves: Edge[] = ends
          .filter(({ to }) => chosen.includes(to))
          .map(({ to, sets, after }) => next(to, sets, [], after === undefined ? {} : { after }));
        const start = name === "start" && triggers.length > 0 ? { on: triggers } : {};
        return [name, { readsAll, ends: [...moves, done], more: { retries, options: { ...options, ...start } } }];
      }),
    ),
  );
  return { ...graph, stack, ...(handlesFailures && { failureHandler: on(2) }) };
}

test("any pipeline's template holds together", () => {
  fc.assert(
    fc.property(pipeline, (random) => {
      const graph = graphOf(random);
      const { template, comments, found } = make(graph, "cafe");
      expect(found.filter((one) => !one.startsWith("OW403"))).toEqual([]);

      const ids = deployedIds(template);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{1,64}$/);
      const known = new Set([...ids, ...Object.keys(template.Parameters ?? {})]);
      expect(allReferences(template).filter(({ to }) => !known.has(to) && !isPseudoParameter(to))).toEqual([]);
      expect(findCircle(template)).toBeUndefined();

      const text = toYaml(template, comments);
      expect(readYaml(text)).toEqual(template);
      const again = make(structuredClone(graph), "cafe");
      expect(toYaml(again.template, again.comments)).toBe(text);
    }),
    { numRuns: 100 },
  );
});

test("any pipeline's functions may invoke whom they can move to, and no one else", () => {
  fc.assert(
    fc.property(pipeline, (random) => {
      const graph = graphOf(random);
      const { template } = make(graph);
      for (const { name, edges, retries } of graph.steps) {
        const moves = edges.flatMap((one) => (one.kind === "next" && one.to !== null ? [one.to] : []));
        const wanted = new Set([...moves, ...(name === "start" || retries ? [name] : []), ...(graph.failureHandler ? ["onFailure"] : [])]);
        const id = Object.keys(template.Resources).find((one) => functionNameOf(template, one) === name) as string;
        expect(invokedBy(template, id)).toEqual(wanted);
      }
    }),
    { numRuns: 50 },
  );
});

function allReferences({ Resources, Outputs }: Template) {
  return [...Object.entries(Resources).flatMap(([id, resource]) => referencesOf(id, resource)), ...referencesIn(Outputs as TemplateValue)];
}

function functionNameOf({ Resources }: Template, id: string): string | undefined {
  const name = Resources[id]?.Properties?.FunctionName as { readonly "Fn::Sub"?: string } | undefined;
  return name?.["Fn::Sub"]?.replace(/^.*\}-/, "");
}

function invokedBy(template: Template, id: string): ReadonlySet<string> {
  const policies = JSON.stringify(propertiesOf(template, id).Policies);
  return new Set([...policies.matchAll(/:function:\$\{AWS::StackName\}-(\w+)"/g)].map(([, name]) => name as string));
}
