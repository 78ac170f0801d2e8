/** What a role may do before and after: one line for each thing allowed, so that a change of rights is seen as one. */

export interface PermissionChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** @param before as change sets give it: `{ Properties: { Policies } }` of a role, or `{ Properties: { PolicyDocument } }` */
export function comparePermissions(before: unknown, after: unknown): PermissionChange {
  const [had, has] = [linesOf(before), linesOf(after)];
  return {
    added: [...has].filter((line) => !had.has(line)).sort(),
    removed: [...had].filter((line) => !has.has(line)).sort(),
  };
}

function linesOf(context: unknown): Set<string> {
  const { Properties = {} } = asObject(context);
  const { Policies, PolicyDocument, ManagedPolicyArns } = asObject(Properties);
  const documents = [...asList(Policies).map((policy) => asObject(policy).PolicyDocument), PolicyDocument];
  const statements = documents.flatMap((document) => asList(asObject(document).Statement));
  return new Set([...statements.flatMap(linesOfStatement), ...asList(ManagedPolicyArns).map((arn) => `has policy ${show(arn)}`)]);
}

function linesOfStatement(statement: unknown): string[] {
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = asObject(statement);
  const verb = Effect === "Deny" ? "must not" : "may";
  const actions = NotAction === undefined ? asList(Action).map(show) : [`all but ${asList(NotAction).map(show).join(", ")}`];
  const resources = NotResource === undefined ? asList(Resource).map(show) : [`all but ${asList(NotResource).map(show).join(", ")}`];
  const condition = Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`;
  return actions.flatMap((action) => resources.map((resource) => `${verb} ${action} on ${resource}${condition}`));
}

/** References are resolved in change sets where they can be; what is left is shown as it is. */
function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
