/** As much of CloudFormation as it takes to find a local stack again: its outputs and its resources. */
import { randomUUID } from "node:crypto";
import { account, region, type Service, type ServiceRequest } from "../service.ts";
import { escapeXml, ServiceError } from "../service-error.ts";
import type { Provisioned } from "./provision.ts";

const namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

/** @param stacks looked at with each request */
export function makeStacks(stacks: readonly Provisioned[]): Service {
  const began = new Date().toISOString();
  const find = (name: string | null) => {
    const found = stacks.find(({ stackName }) => stackName === name || arnOf(stackName) === name);
    if (!found) throw new ServiceError("ValidationError", `Stack with id ${name} does not exist`);
    return found;
  };
  const operations: Readonly<Record<string, (form: URLSearchParams) => string>> = {
    DescribeStacks(form) {
      const name = form.get("StackName");
      const chosen = name === null ? stacks : [find(name)];
      return list(
        "Stacks",
        chosen.map((stack) => describe(stack, began)),
      );
    },
    DescribeStackResources: (form) => list("StackResources", resourcesOf(find(form.get("StackName")), began)),
    ListStackResources: (form) => list("StackResourceSummaries", resourcesOf(find(form.get("StackName")), began)),
  };
  return {
    name: "cloudformation",
    actionsOf: (request) => [{ action: `cloudformation:${readForm(request).get("Action")}`, resource: "*" }],
    async handle(request) {
      const form = readForm(request);
      const action = form.get("Action") ?? "";
      const operation = operations[action];
      if (!operation) {
        throw new ServiceError("InvalidAction", `'orchwits dev' makes stacks itself: its CloudFormation can't ${action || "do that"}.`);
      }
      const result = `<${action}Result>${operation(form)}</${action}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
      const body = `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`;
      return { status: 200, headers: { "content-type": "text/xml" }, body };
    },
  };
}

function describe({ stackName, outputs }: Provisioned, began: string): string {
  const members = Object.entries(outputs).map(([OutputKey, OutputValue]) => fields({ OutputKey, OutputValue }));
  const own = fields({ StackName: stackName, StackId: arnOf(stackName), StackStatus: "CREATE_COMPLETE", CreationTime: began });
  return `${own}${list("Outputs", members)}`;
}

function resourcesOf({ stackName, physicalIds, resourceTypes }: Provisioned, began: string): string[] {
  return Object.entries(physicalIds).map(([LogicalResourceId, PhysicalResourceId]) => {
    const ResourceType = resourceTypes[LogicalResourceId] ?? "";
    const times = { Timestamp: began, LastUpdatedTimestamp: began, ResourceStatus: "CREATE_COMPLETE", StackName: stackName };
    return fields({ LogicalResourceId, PhysicalResourceId, ResourceType, ...times });
  });
}

function arnOf(stackName: string): string {
  return `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`;
}

function list(name: string, members: readonly string[]): string {
  return `<${name}>${members.map((member) => `<member>${member}</member>`).join("")}</${name}>`;
}

function fields(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
    .join("");
}

function readForm({ body }: ServiceRequest): URLSearchParams {
  return new URLSearchParams(body.toString());
}
