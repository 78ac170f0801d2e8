/** Holds templates to AWS's own tools, where they are: cfn-lint reads them without a word, and SAM makes CloudFormation of them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readYaml } from "../../src/deploy/template/read-yaml.fixture.ts";
import { deployedIds } from "../../src/deploy/template/sam-resources.ts";
import type { Template, TemplateValue } from "../../src/deploy/template/template.ts";
import { transform } from "../../src/local-aws/cloudformation/transform.ts";
import { specimens } from "./specimens.ts";

const folder = mkdtempSync(join(tmpdir(), "orchwits-template-"));
afterAll(() => rmSync(folder, { recursive: true }));
const files = Object.entries(specimens).map(([name, text]) => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return { name, file, text };
});

function run(command: string, words: readonly string[]) {
  return spawnSync(command, words, { encoding: "utf8", env: { ...process.env, AWS_DEFAULT_REGION: "us-east-1" } });
}

const translate = `
import json, sys
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

class Policies:
    def load(self):
        return {name: "arn:aws:iam::aws:policy/" + name for name in sys.argv[2:]}

with open(sys.argv[1]) as file:
    print(json.dumps(transform(yaml_parse(file.read()), {}, Policies())))
`;
const managed = ["AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSXrayWriteOnlyAccess", "AWSXRayDaemonWriteAccess"];

const hasLint = run("cfn-lint", ["--version"]).status === 0;
const hasSam = run("python3", ["-c", "import samtranslator"]).status === 0;
const absent = (tool: string, there: boolean) => (there ? "" : ` (${tool} is not on this machine)`);

/** What the local CloudFormation makes of a template, by logical id. SAM's own policies, which only SAM can write out, are left out. */
function evaluate(template: Template) {
  const surroundings = { stackName: "cafe", stackId: "arn:x", endpoint: "http://localhost", parameters: {} };
  const document = (policy: Fields) => policy.PolicyDocument as Fields;
  const plain = [...transform(template, surroundings)].map(([id, { type, properties }]) => {
    const { Policies, ...rest } = properties;
    const known = Array.isArray(Policies) && (Policies as readonly Fields[]).filter((one) => !isOfSam(id, one));
    return [id, { type, ...rest, ...(known && { Policies: known.map((one) => [one.PolicyName, document(one).Statement]) }) }] as const;
  });
  return Object.fromEntries(plain);
}

type Fields = { readonly [key: string]: TemplateValue };

/** `S3ReadPolicy` of the specimen with everything. */
function isOfSam(id: string, { PolicyName }: Fields): boolean {
  return id === "StartRole" && PolicyName === "StartRolePolicy1";
}

describe.skipIf(!hasLint)(`cfn-lint${absent("cfn-lint", hasLint)}`, () => {
  test("has nothing to say", () => {
    const { stdout, stderr, status } = run(
      "cfn-lint",
      files.map(({ file }) => file),
    );
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
  });
});

describe.skipIf(!hasSam)(`SAM${absent("aws-sam-translator", hasSam)}`, () => {
  test.each(files)("translates $name, and makes the resources that we expect", ({ file, text }) => {
    const { stdout, stderr, status } = run("python3", ["-c", translate, file, ...managed]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { Resources } = JSON.parse(stdout) as Template;
    expect(Object.keys(Resources).sort()).toEqual([...deployedIds(readYaml(text))].sort());

    // What was only tried on the local CloudFormation was tried on the same resources.
    expect(evaluate(readYaml(text))).toEqual(evaluate({ ...readYaml(text), Resources }));

    const roles = Object.values(Resources).filter(({ Type }) => Type === "AWS::IAM::Role");
    const statements = statementsIn(roles);
    expect(statements.length).toBeGreaterThan(5);
    const touchesData = ({ Action }: Statement) => [Action].flat().some((action) => /^(lambda|s3|dynamodb|sqs):/.test(action));
    expect(statements.filter(touchesData).filter(({ Resource }) => [Resource].flat().includes("*"))).toEqual([]);
    // AWS's own policy for queues is for all queues of the account.
    expect(JSON.stringify(roles)).not.toContain("AWSLambdaSQSQueueExecutionRole");
  });
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

function statementsIn(value: unknown): readonly Statement[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "Effect" in value && "Action" in value && "Resource" in value ? [value as Statement] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}
