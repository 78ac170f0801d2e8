/** What CloudFormation's resource types take: AWS's own description of them, which takes most of a second to load. */
import { createRequire } from "node:module";
import type * as ServiceSpec from "@aws-cdk/aws-service-spec";
import { functionProperties } from "./function-properties.ts";
import type { Shape } from "./shape.ts";

type Database = ReturnType<typeof ServiceSpec.loadAwsServiceSpecSync>;
type PropertyType = Parameters<typeof shapeOf>[1];

type Fields = { readonly [name: string]: Shape };

let database: Database | undefined;

/** Loaded when it is first asked for: only pipelines with resources of their own need it. */
function load(): Database {
  const require = createRequire(import.meta.url);
  database ??= (require("@aws-cdk/aws-service-spec") as typeof ServiceSpec).loadAwsServiceSpecSync();
  return database;
}

/** The properties of a resource type; undefined for a type that AWS doesn't have. */
export function propertiesOfType(type: string): Fields | undefined {
  if (!known.has(type)) known.set(type, readProperties(type));
  return known.get(type);
}

/** AWS describes its own resources; what it says of SAM's is old. */
const known = new Map<string, Fields | undefined>([["AWS::Serverless::Function", functionProperties]]);

function readProperties(type: string): Fields | undefined {
  const spec = load();
  const [resource] = spec.lookup("resource", "cloudFormationType", "equals", type);
  if (!resource) return undefined;
  const fields = Object.entries(resource.properties).map(([name, { type }]) => [name, shapeOf(spec, type as never, 0)] as const);
  return Object.fromEntries(fields);
}

export function resourceTypes(): readonly string[] {
  return load()
    .all("resource")
    .map(({ cloudFormationType }) => cloudFormationType);
}

/** Deeper than this, nobody looks: some types hold themselves. */
const deepest = 6;

function shapeOf(
  spec: Database,
  type: { readonly type: string; readonly element?: unknown; readonly reference?: { readonly $ref: string } },
  depth: number,
): Shape {
  switch (type.type) {
    case "string":
    case "date-time":
      return "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return { list: shapeOf(spec, type.element as PropertyType, depth) };
    case "ref": {
      if (depth >= deepest) return "any";
      const { properties } = spec.get("typeDefinition", (type.reference as { readonly $ref: string }).$ref);
      const fields = Object.entries(properties).map(([name, inner]) => [name, shapeOf(spec, inner.type as never, depth + 1)] as const);
      return { fields: Object.fromEntries(fields) };
    }
    default:
      return "any";
  }
}
