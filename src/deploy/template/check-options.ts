/** Looks at the options of steps and stack again before they are deployed: what their types let through, AWS would refuse. */
import { parseDuration } from "../../model/duration.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { checkShape, type ShapeFault, unknownName } from "./check-shape.ts";
import { functionProperties, ourProperties } from "./function-properties.ts";
import type { TemplateObject } from "./intrinsics.ts";
import { isMap } from "./merge-properties.ts";
import type { Shape } from "./shape.ts";
import type { TemplateValue } from "./template.ts";

const shared: { readonly [name: string]: Shape } = {
  description: "text",
  memory: "number",
  timeout: "text",
  architecture: "text",
  runtime: "text",
  layers: { list: "text" },
  environment: "any",
  policies: { list: "any" },
  tags: "any",
  properties: "any",
};

export const stepOptionShapes: { readonly [name: string]: Shape } = {
  ...shared,
  retry: { fields: { attempts: "number", backoff: "text", first: "text", max: "text" } },
  ephemeralStorage: "number",
  reservedConcurrency: "number",
  on: { list: "any" },
};

export const stackOptionShapes: { readonly [name: string]: Shape } = {
  ...shared,
  name: "text",
  vpc: { fields: { securityGroups: { list: "text" }, subnets: { list: "text" } } },
  permissionsBoundary: "text",
  bucket: "text",
  retentionDays: "number",
  logRetentionDays: "number",
  maxHops: "number",
  alarmTopic: "text",
  parameters: "any",
  resources: "any",
  outputs: "any",
};

/** What CloudWatch can keep logs for, in days (CloudWatch Logs API, `PutRetentionPolicy`). */
const logRetentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** Ranges, ends included, of what AWS takes (Lambda quotas) and of what makes sense. */
const ranges: Readonly<Record<string, readonly [least: number, most: number, of: string]>> = {
  memory: [128, 10_240, "MB"],
  ephemeralStorage: [512, 10_240, "MB"],
  reservedConcurrency: [0, 100_000, "executions at once"],
  retentionDays: [1, 3_650, "days"],
  maxHops: [1, 1_000_000, "hops"],
};

const propertyRanges: Readonly<Record<string, readonly [least: number, most: number, of: string]>> = {
  MemorySize: [128, 10_240, "MB"],
  Timeout: [1, 900, "seconds"],
};

export function* checkOptions(options: TemplateObject, shapes: { readonly [name: string]: Shape }): Iterable<ShapeFault> {
  for (const [name, value] of Object.entries(options)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) yield unknownOption(name, Object.keys(shapes));
    else yield* checkShape(value, shape, `'${name}'`);
    yield* checkRange(name, value, ranges);
  }
  const { timeout, architecture, runtime, logRetentionDays, environment, properties } = options;
  if (typeof timeout === "string") yield* checkTimeout(timeout);
  if (typeof architecture === "string" && !["arm64", "x86_64"].includes(architecture)) {
    yield { message: `'architecture' is '${architecture}'`, fix: "Lambda has 'arm64' and 'x86_64'." };
  }
  if (typeof runtime === "string" && !runsBundles(runtime)) {
    yield { message: `'runtime' is '${runtime}'`, fix: `Functions are bundled for Node ${oldestNode} and newer, such as 'nodejs24.x'.` };
  }
  if (typeof logRetentionDays === "number" && !logRetentions.includes(logRetentionDays)) {
    const near = logRetentions.find((days) => days >= logRetentionDays) ?? 3653;
    yield {
      message: `'logRetentionDays' is ${logRetentionDays}, which CloudWatch does not offer`,
      fix: `The nearest that it offers is ${near}.`,
    };
  }
  if (environment !== undefined) yield* checkEnvironment(environment, "'environment'");
  if (properties !== undefined) yield* checkProperties(properties);
}

/** What bundles are made for. */
const oldestNode = 22;

function runsBundles(runtime: string): boolean {
  return Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1] ?? 0) >= oldestNode;
}

function* checkTimeout(timeout: string): Iterable<ShapeFault> {
  try {
    const milliseconds = parseDuration(timeout);
    if (milliseconds > 900_000)
      yield { message: `'timeout' is ${timeout}, but Lambda stops a function after 15 minutes`, fix: "Use at most '15m'." };
    if (milliseconds === 0) yield { message: `'timeout' is ${timeout}`, fix: "Leave time for the step to run, such as '30s'." };
  } catch (error) {
    yield { message: `'timeout': ${(error as RangeError).message.replace(/\.$/, "")}` };
  }
}

/** Names that Lambda keeps for itself (Lambda developer guide, "Reserved environment variables"). */
const reservedVariables = [
  ...["_HANDLER", "_X_AMZN_TRACE_ID", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"],
  ...["ACCESS_KEY", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "REGION", "DEFAULT_REGION", "EXECUTION_ENV"].map(
    (name) => `AWS_${name}`,
  ),
  ...[
    "FUNCTION_NAME",
    "FUNCTION_MEMORY_SIZE",
    "FUNCTION_VERSION",
    "INITIALIZATION_TYPE",
    "LOG_GROUP_NAME",
    "LOG_STREAM_NAME",
    "RUNTIME_API",
  ].map((name) => `AWS_LAMBDA_${name}`),
];

function* checkEnvironment(environment: TemplateValue, path: string): Iterable<ShapeFault> {
  if (!isMap(environment)) return void (yield { message: `${path} takes an object of names and texts` });
  for (const name of Object.keys(environment)) {
    if (reservedVariables.includes(name)) {
      yield { message: `${path} sets '${name}', which Lambda keeps for itself`, fix: "Choose another name." };
    } else if (!/^[A-Za-z][A-Za-z0-9_]+$/.test(name)) {
      yield { message: `${path} has the name '${name}'`, fix: "Lambda takes two or more letters, digits and '_', the first a letter." };
    } else if (name.startsWith("ORCHWITS_")) {
      yield { message: `${path} sets '${name}', which the template sets`, fix: "Choose a name that does not begin with 'ORCHWITS_'." };
    }
  }
}

/** @param what sets the properties, as a message begins */
export function* checkOurs(what: string, properties: TemplateObject): Iterable<ShapeFault> {
  for (const name of Object.keys(properties)) {
    const ours = Object.hasOwn(ourProperties, name) ? ourProperties[name] : undefined;
    if (ours !== undefined) yield { message: `${what} sets ${name}, but ${ours.why}`, fix: ours.fix };
  }
}

function* checkProperties(properties: TemplateValue): Iterable<ShapeFault> {
  if (!isMap(properties)) return;
  yield* checkOurs("'properties'", properties);
  for (const [name, value] of Object.entries(properties)) {
    if (Object.hasOwn(ourProperties, name)) continue;
    const shape = Object.hasOwn(functionProperties, name) ? functionProperties[name] : undefined;
    if (shape === undefined) yield { ...unknownName("'properties'", name, Object.keys(functionProperties)) };
    else yield* checkShape(value, shape, `'properties'.${name}`);
    yield* checkRange(name, value, propertyRanges);
  }
  const { Environment, EventInvokeConfig } = properties;
  const destinations = isMap(EventInvokeConfig) ? EventInvokeConfig.DestinationConfig : undefined;
  if (isMap(destinations) && destinations.OnFailure !== undefined) {
    yield {
      message: "'properties' sets a destination for failures, but the recovery has to get them",
      fix: "Declare 'onFailure' in the class.",
    };
  }
  if (isMap(Environment) && Environment.Variables !== undefined) {
    yield* checkEnvironment(Environment.Variables, "'properties'.Environment.Variables");
  }
}

function* checkRange(name: string, value: TemplateValue, known: typeof ranges): Iterable<ShapeFault> {
  const range = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!range || typeof value !== "number") return;
  const [least, most, of] = range;
  if (value >= least && value <= most && Number.isInteger(value)) return;
  yield { message: `'${name}' is ${value}`, fix: `Use a whole number from ${least} to ${most} ${of}.` };
}

function unknownOption(name: string, known: readonly string[]): ShapeFault {
  const meant = nearestName(name, known) ?? optionOfProperty(name);
  return { message: `'${name}' is no option`, fix: meant ? `Did you mean '${meant}'?` : `The options are: ${known.join(", ")}.` };
}

/** Who writes a property of SAM's as an option means `properties`. */
function optionOfProperty(name: string): string | undefined {
  return Object.hasOwn(functionProperties, name) ? `properties: { ${name}: … }` : undefined;
}
