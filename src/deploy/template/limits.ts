/** Limits of CloudFormation, IAM and Lambda that a large pipeline can outgrow. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnose } from "../../diagnostics/diagnostic.ts";
import { isObject } from "./intrinsics.ts";
import { isMap } from "./merge-properties.ts";
import { deployedIds } from "./sam-resources.ts";
import type { Template, TemplateValue } from "./template.ts";

/** CloudFormation quotas; a template of more than 51,200 bytes goes by way of S3, where 1 MB is the most. */
const mostResources = 500;
const mostParameters = 200;
const mostOutputs = 200;
const mostTemplateBytes = 1_000_000;
/** Lambda quotas: all environment variables of a function together. */
const mostEnvironmentBytes = 4_096;
/** IAM quotas: all inline policies of a role together, without white space. */
const mostPolicyCharacters = 10_240;
/** CloudFormation quotas: the text that tells what a stack is. */
const longestDescription = 1_024;

/** @param stackName as far as it is known */
export function* checkLimits(template: Template, stackName: string | undefined): Iterable<Diagnostic> {
  const { Resources, Parameters = {}, Outputs = {} } = template;
  const count = deployedIds(template).length;
  if (count > mostResources) {
    yield over(
      `The stack would have ${count} resources, but CloudFormation takes at most ${mostResources}: each step takes four`,
      "Divide the pipeline into two, of which one starts the other.",
    );
  }
  const { Description = "" } = template;
  if (Description.length > longestDescription) {
    const length = Description.length.toLocaleString("en");
    yield over(`The stack's description has ${length} characters, but CloudFormation takes at most 1,024`, "Shorten 'description'.");
  }
  yield* many("parameters", Object.keys(Parameters).length, mostParameters);
  yield* many("outputs", Object.keys(Outputs).length, mostOutputs);
  const bytes = Buffer.byteLength(JSON.stringify(template));
  if (bytes > mostTemplateBytes)
    yield over(
      `The template has ${bytes.toLocaleString("en")} bytes, but CloudFormation takes at most 1 MB`,
      "Divide the pipeline into two, of which one starts the other.",
    );
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    if (Type !== "AWS::Serverless::Function") continue;
    const { Environment, Policies } = Properties;
    const size = isObject(Environment) && isMap(Environment.Variables) ? environmentBytes(Environment.Variables) : 0;
    if (size > mostEnvironmentBytes) {
      yield over(
        `The environment of '${id}' has at least ${size.toLocaleString("en")} bytes, but Lambda takes at most ${mostEnvironmentBytes.toLocaleString("en")}`,
        "Put large settings into the code, a layer or a parameter store.",
      );
    }
    const policy = policyCharacters(Policies, stackName);
    if (policy > mostPolicyCharacters) {
      yield over(
        `The policies of '${id}' have about ${policy.toLocaleString("en")} characters, but IAM takes at most ${mostPolicyCharacters.toLocaleString("en")} for one role`,
        "Put your own into managed policies, and name those in 'policies'; or let the step move to fewer others.",
      );
    }
  }
}

function* many(what: string, count: number, most: number): Iterable<Diagnostic> {
  if (count > most) yield over(`The stack would have ${count} ${what}, but CloudFormation takes at most ${most}`, `Use fewer ${what}.`);
}

function over(message: string, fix: string): Diagnostic {
  return diagnose("OW401", `${message}.`, { fix });
}

function environmentBytes(variables: { readonly [name: string]: TemplateValue }): number {
  return Object.entries(variables).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + (typeof value === "string" ? Buffer.byteLength(value) : 0),
    0,
  );
}

/** Estimated: what account, region and stack are called is not known yet. */
function policyCharacters(policies: TemplateValue | undefined, stackName = "a-stack-of-mine"): number {
  if (!Array.isArray(policies)) return 0;
  const inline = (policies as readonly TemplateValue[]).filter((policy) => isObject(policy) && policy.Statement !== undefined);
  const names: Readonly<Record<string, string>> = {
    "AWS::Partition": "aws",
    "AWS::Region": "ap-southeast-2",
    "AWS::AccountId": "123456789012",
    "AWS::StackName": stackName,
  };
  const resolve = (_: string, value: unknown) => {
    const { Ref, "Fn::Sub": text, "Fn::GetAtt": attribute } = (value ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof text === "string") return text.replaceAll(/\$\{([^}]*)\}/g, (_all, name: string) => names[name] ?? `${stackName}-${name}`);
    if (attribute !== undefined || Ref !== undefined)
      return `arn:aws:dynamodb:ap-southeast-2:123456789012:table/${stackName}-orchwits-journal`;
    return value;
  };
  return JSON.stringify([failureDestination, ...inline], resolve).replaceAll(/\s/g, "").length;
}

/** SAM adds this (`EventInvokeConfig`). */
const failureDestination = { Statement: [{ Action: "sqs:SendMessage", Effect: "Allow", Resource: { Ref: "queue" } }] };
