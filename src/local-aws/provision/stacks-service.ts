/** As much of CloudFormation as it takes to find a local stack again: its outputs and its resources. */
import { QueryForm, type QueryValue, queryResponse } from "../query-protocol.ts";
import { account, region, type Service } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import type { Provisioned } from "./provision.ts";

const namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

/** @param stacks looked at with each request */
export function makeStacks(stacks: readonly Provisioned[]): Service {
  const began = new Date();
  const find = (name: string | undefined) => {
    const found = stacks.find(({ stackName }) => stackName === name || arnOf(stackName) === name);
    if (!found) throw new ServiceError("ValidationError", `Stack with id ${name} does not exist`);
    return found;
  };
  const operations: Readonly<Record<string, (form: QueryForm) => QueryValue>> = {
    DescribeStacks(form) {
      const name = form.text("StackName");
      const chosen = name === undefined ? stacks : [find(name)];
      return { Stacks: chosen.map((stack) => describe(stack, began)) };
    },
    DescribeStackResources: (form) => ({ StackResources: resourcesOf(find(form.text("StackName")), began) }),
    ListStackResources: (form) => ({ StackResourceSummaries: resourcesOf(find(form.text("StackName")), began) }),
  };
  return {
    name: "cloudformation",
    actionsOf: ({ body }) => [{ action: `cloudformation:${new QueryForm(body).action}`, resource: "*" }],
    async handle({ body }) {
      const form = new QueryForm(body);
      const operation = operations[form.action];
      if (!operation) {
        throw new ServiceError(
          "InvalidAction",
          `'orchwits dev' makes stacks itself: its CloudFormation can't ${form.action || "do that"}.`,
        );
      }
      return queryResponse(form.action, operation(form), namespace);
    },
  };
}

function describe({ stackName, outputs }: Provisioned, began: Date): QueryValue {
  return {
    ...{ StackName: stackName, StackId: arnOf(stackName), StackStatus: "CREATE_COMPLETE", CreationTime: began },
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
}

function resourcesOf({ stackName, physicalIds, resourceTypes }: Provisioned, began: Date): QueryValue {
  return Object.entries(physicalIds).map(([LogicalResourceId, PhysicalResourceId]) => ({
    ...{ LogicalResourceId, PhysicalResourceId, ResourceType: resourceTypes[LogicalResourceId] ?? "", StackName: stackName },
    ...{ Timestamp: began, LastUpdatedTimestamp: began, ResourceStatus: "CREATE_COMPLETE" },
  }));
}

function arnOf(stackName: string): string {
  return `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`;
}
