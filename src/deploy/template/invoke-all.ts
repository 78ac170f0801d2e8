/** The right to invoke functions, however many: what a role has inline is limited. */
import { ref, type TemplateObject } from "./intrinsics.ts";
import type { Statements } from "./statements.ts";
import type { TemplateResource, TemplateValue } from "./template.ts";

type Named = readonly [id: string, TemplateResource];

/** So many ARNs fit into a managed policy, which may have 6,144 characters, with long names of stack and steps (IAM quotas). */
const mostInvoked = 40;

export interface Invokes {
  readonly statements: readonly TemplateObject[];
  readonly managed: readonly TemplateValue[];
  readonly resources: readonly Named[];
}

/** A statement of the function's own; for many steps, managed policies, since what a role has inline is limited. */
export function invokeAll(statements: Statements, id: string, functions: readonly string[], why: string): Invokes {
  if (functions.length === 0) return { statements: [], managed: [], resources: [] };
  if (functions.length <= mostInvoked) return { statements: [statements.invoke(why, functions)], managed: [], resources: [] };
  const resources: Named[] = [];
  for (let from = 0; from < functions.length; from += mostInvoked) {
    const statement = statements.invoke(why, functions.slice(from, from + mostInvoked));
    const properties = { PolicyDocument: { Version: "2012-10-17", Statement: [statement] } };
    resources.push([`${id}Invokes${resources.length + 1}`, { Type: "AWS::IAM::ManagedPolicy", Properties: properties }]);
  }
  return { statements: [], managed: resources.map(([policy]) => ref(policy)), resources };
}
