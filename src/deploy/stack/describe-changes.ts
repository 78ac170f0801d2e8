/** A change set in the words of the pipeline: which step's what is added, changed, replaced or removed, and what it may do then. */
import type { Change, ResourceChange, ResourceChangeDetail } from "@aws-sdk/client-cloudformation";
import { comparePermissions, type PermissionChange } from "./permission-changes.ts";

export interface StackChange {
  /** `keep`: it leaves the stack but stays in the account. */
  readonly action: "add" | "change" | "replace" | "may-replace" | "remove" | "keep";
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string | undefined;
  /** Of what is replaced: whether the old one stays in the account. */
  readonly keepsOld?: true;
  /** The function that it belongs to, by its name without the stack's prefix. */
  readonly owner?: string | undefined;
  readonly properties: readonly PropertyChange[];
  readonly permissions: PermissionChange;
}

export interface PropertyChange {
  /** As `Environment.Variables.MODE`. */
  readonly path: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** Whether it is this one for which the resource has to be replaced. */
  readonly replaces: boolean;
  /** Where the change follows from another resource's. */
  readonly because?: string | undefined;
}

/** @param functions by logical id: names without the stack's prefix */
export function describeChanges(changes: readonly Change[], functions: ReadonlyMap<string, string>): readonly StackChange[] {
  return changes
    .flatMap(({ ResourceChange }) => (ResourceChange ? [describeChange(ResourceChange, functions)] : []))
    .sort((a, b) => rank(a) - rank(b) || compare(a.owner ?? "~", b.owner ?? "~") || compare(a.logicalId, b.logicalId));
}

/** What must not be overlooked comes last, right above the question. */
const order: readonly StackChange["action"][] = ["add", "change", "keep", "remove", "may-replace", "replace"];
const rank = ({ action }: StackChange) => order.indexOf(action);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function describeChange(change: ResourceChange, functions: ReadonlyMap<string, string>): StackChange {
  const { LogicalResourceId = "", ResourceType = "", PhysicalResourceId, Details = [], BeforeContext, AfterContext } = change;
  const isRole = ResourceType === "AWS::IAM::Role" || ResourceType === "AWS::IAM::Policy" || ResourceType === "AWS::IAM::ManagedPolicy";
  const permissions = isRole ? comparePermissions(parse(BeforeContext), parse(AfterContext)) : comparePermissions(undefined, undefined);
  const properties = mergeDetails(Details);
  const told = permissions.added.length + permissions.removed.length > 0;
  return {
    action: actionOf(change),
    logicalId: LogicalResourceId,
    type: ResourceType,
    physicalId: PhysicalResourceId,
    ...(change.PolicyAction === "ReplaceAndRetain" && { keepsOld: true }),
    owner: ownerOf(LogicalResourceId, functions),
    properties: told ? properties.filter(({ path }) => !/^(Policies|PolicyDocument)\b/.test(path)) : properties,
    permissions,
  };
}

function actionOf({ Action, Replacement, PolicyAction }: ResourceChange): StackChange["action"] {
  if (Action === "Add" || Action === "Import") return "add";
  if (Action === "Remove") return PolicyAction === "Retain" ? "keep" : "remove";
  if (Replacement === "True") return "replace";
  return Replacement === "Conditional" || Action === "Dynamic" ? "may-replace" : "change";
}

/** A property is listed once for each reason that it changes for. */
function mergeDetails(details: readonly ResourceChangeDetail[]): readonly PropertyChange[] {
  const found = new Map<string, PropertyChange>();
  for (const { Target = {}, CausingEntity, ChangeSource } of details) {
    const { Attribute, Name, Path, BeforeValue, AfterValue, RequiresRecreation } = Target;
    const path = Path ? Path.replace(/^\/Properties\//, "").replaceAll("/", ".") : (Name ?? Attribute ?? "");
    const known = found.get(path);
    const because = ChangeSource === "DirectModification" ? undefined : CausingEntity;
    found.set(path, {
      path,
      before: BeforeValue ?? known?.before,
      after: AfterValue ?? known?.after,
      replaces: RequiresRecreation === "Always" || known?.replaces === true,
      because: because ?? known?.because,
    });
  }
  const all = [...found.values()];
  // `Code` says nothing that `Code.S3Key` does not say.
  return all.filter(
    ({ path, after, before }) => after !== undefined || before !== undefined || !all.some((other) => other.path.startsWith(`${path}.`)),
  );
}

/** What SAM makes of a function, and what the template has for it, begins with its logical id. */
export function ownerOf(logicalId: string, functions: ReadonlyMap<string, string>): string | undefined {
  let best = "";
  for (const id of functions.keys()) {
    if (id.length > best.length && (logicalId === id || (logicalId.startsWith(id) && /^[A-Z0-9]/.test(logicalId.slice(id.length)))))
      best = id;
  }
  return functions.get(best);
}

function parse(context: string | undefined): unknown {
  try {
    return context === undefined ? undefined : JSON.parse(context);
  } catch {
    return undefined;
  }
}
