/** Asks CloudFormation what a stack consists of. */
import type { AwsClient } from "../lambda/aws/aws-client.ts";
import { AwsError } from "../lambda/aws/aws-error.ts";
import { readResources, resourceNames, type StackResources } from "../model/stack-resources.ts";
import { UnknownStack } from "./client-errors.ts";

/** @throws {UnknownStack} when there is none, or one that Orchwits did not deploy */
export async function findStack(client: AwsClient, stack: string, region: string): Promise<StackResources> {
  const xml = await describe(client, stack).catch((error: unknown) => {
    if (error instanceof AwsError && error.code === "ValidationError") {
      throw new UnknownStack(`There is no stack '${stack}' in ${region}. Look at its name, and at the region that it was deployed to.`);
    }
    throw error;
  });
  const outputs = readOutputs(xml);
  const { resources, missing } = readResources((key) => outputs.get(resourceNames[key].output));
  if (missing.length === 0) return resources as StackResources;
  const names = missing.map((key) => resourceNames[key].output).join(", ");
  throw new UnknownStack(
    `Stack '${stack}' in ${region} is none that orchwits deployed, or its deployment failed: it has no output ${names}.`,
  );
}

function describe(client: AwsClient, stack: string): Promise<string> {
  const body = new URLSearchParams({ Action: "DescribeStacks", Version: "2010-05-15", StackName: stack }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const request = { service: "cloudformation", operation: "DescribeStacks", method: "POST", path: "/", headers, body } as const;
  return client.send(request, (response) => response.body.toString());
}

/** Outputs hold no markup, so that the answer need not be parsed as a whole. */
function readOutputs(xml: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  for (const [, output = ""] of xml.matchAll(/<member>((?:(?!<member>).)*?<OutputKey>.*?)<\/member>/gs)) {
    const [, key] = /<OutputKey>(.*?)<\/OutputKey>/s.exec(output) ?? [];
    const [, value = ""] = /<OutputValue>(.*?)<\/OutputValue>/s.exec(output) ?? [];
    if (key !== undefined) outputs.set(key, unescapeXml(value));
  }
  return outputs;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal));
  });
}
