/** Decides whether a principal's policies allow a request, as IAM does: what isn't allowed is denied, and a Deny wins. */
import type { Principal, Statement } from "./policy.ts";
import type { Action } from "./service.ts";

/** The first action that is denied, and why; undefined where all are allowed. */
export function findDenied(
  principal: Principal,
  actions: readonly Action[],
): { readonly action: Action; readonly explicit: boolean } | undefined {
  for (const action of actions) {
    const matching = principal.statements.filter((statement) => matches(statement, action));
    const explicit = matching.some(({ Effect }) => Effect === "Deny");
    if (explicit || matching.length === 0) return { action, explicit };
  }
  return undefined;
}

/** Whether every action is allowed. */
export function authorize(principal: Principal, actions: readonly Action[]): boolean {
  return findDenied(principal, actions) === undefined;
}

/** The sentence that AWS says. */
export function deniedMessage(principal: Principal, { action, explicit }: { readonly action: Action; readonly explicit: boolean }): string {
  const reason = explicit
    ? "with an explicit deny in an identity-based policy"
    : `because no identity-based policy allows the ${action.action} action`;
  return `User: ${principal.arn} is not authorized to perform: ${action.action} on resource: ${action.resource} ${reason}`;
}

function matches({ Action, NotAction, Resource, NotResource, Condition }: Statement, { action, resource }: Action): boolean {
  if (Condition !== undefined) return false;
  const isAction = (pattern: string) => wildcard(pattern.toLowerCase()).test(action.toLowerCase());
  const isResource = (pattern: string) => wildcard(pattern).test(resource);
  return (
    (NotAction === undefined ? list(Action).some(isAction) : !list(NotAction).some(isAction)) &&
    (NotResource === undefined ? list(Resource).some(isResource) : !list(NotResource).some(isResource))
  );
}

const list = (value: string | readonly string[] = []): readonly string[] => (typeof value === "string" ? [value] : value);

const wildcards = new Map<string, RegExp>();

function wildcard(pattern: string): RegExp {
  let expression = wildcards.get(pattern);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    expression = new RegExp(`^${source}$`, "s");
    wildcards.set(pattern, expression);
  }
  return expression;
}
