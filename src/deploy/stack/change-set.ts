/** Change sets: what CloudFormation would do, worked out before it does it. */
import {
  type Change,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  type Parameter,
  type Tag,
} from "@aws-sdk/client-cloudformation";
import { explainChangeSet } from "./change-set-failure.ts";
import type { Patience } from "./patience.ts";
import type { Session } from "./session.ts";

export interface ChangeSetRequest {
  readonly stack: string;
  readonly kind: "CREATE" | "UPDATE";
  /** Whether there is nothing of that name yet: the change set then makes a stack without anything in it. */
  readonly reserves: boolean;
  readonly templateUrl: string;
  readonly parameters: readonly Parameter[];
  readonly description: string;
  /** Of the stack: CloudFormation hands them on to what it makes. None: the stack keeps those that it has. */
  readonly tags: readonly Tag[];
  /** Whether something of IAM gets a name of its own. */
  readonly namesRights: boolean;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly stackId: string;
  readonly reserves: boolean;
  /** Whether there is nothing to do, and the change set is gone again. */
  readonly empty: boolean;
  /** Of resources. None, and yet something to do: outputs change. */
  readonly changes: readonly Change[];
}

/** Ours are told from others' by their names. */
const prefix = "orchwits-";

/**
 * Creates a change set and waits until it says what would change.
 *
 * @throws {AwsFault} when CloudFormation can't make sense of the template
 */
export async function createChangeSet(session: Session, request: ChangeSetRequest, patience: Patience): Promise<ChangeSet> {
  const { cloudFormation, call } = session;
  const { stack, kind, reserves, templateUrl, parameters, description, tags, namesRights } = request;
  if (!reserves) await deleteStale(session, stack);
  const name = `${prefix}${new Date().toISOString().replace(/\D/g, "")}`;
  const { Id = name, StackId = stack } = await call("cloudformation:CreateChangeSet", () =>
    cloudFormation.send(
      new CreateChangeSetCommand({
        StackName: stack,
        ChangeSetName: name,
        ChangeSetType: kind,
        // What is sent twice, because the answer was lost, makes one change set.
        ClientToken: name,
        Description: description,
        TemplateURL: templateUrl,
        Parameters: [...parameters],
        ...(tags.length > 0 && { Tags: [...tags] }),
        Capabilities: ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", ...(namesRights ? (["CAPABILITY_NAMED_IAM"] as const) : [])],
      }),
    ),
  );
  const changeSet = { id: Id, name, stack, stackId: StackId, reserves };
  const first = await waitForChangeSet(session, changeSet, patience).catch((error) => abandon(session, changeSet, error));
  if (first.Status !== "FAILED") return { ...changeSet, empty: false, changes: await readChanges(session, first) };
  const empty = /didn't contain changes|no updates are to be performed/i.test(first.StatusReason ?? "");
  const fault = empty ? undefined : await explainChangeSet(session, { id: Id, stack, reason: first.StatusReason });
  await discardChangeSet(session, changeSet);
  if (fault) throw fault;
  return { ...changeSet, empty, changes: [] };
}

/** Nobody waits for it any more: leaves as little behind as CloudFormation lets us, which may still be at work on it. */
async function abandon(session: Session, changeSet: Omit<ChangeSet, "empty" | "changes">, error: unknown): Promise<never> {
  await discardChangeSet(session, { ...changeSet, reserves: false }).catch(() => {});
  if (changeSet.reserves) await deleteReserved(session, changeSet).catch(() => {});
  throw error;
}

async function waitForChangeSet(
  session: Session,
  { id, stack }: Pick<ChangeSet, "id" | "stack">,
  patience: Patience,
): Promise<DescribeChangeSetOutput> {
  for (const wait = patience(); ; await wait()) {
    const found = await describePage(session, { ChangeSetName: id, StackName: stack });
    if (found.Status === "FAILED" || found.Status === "CREATE_COMPLETE") return found;
  }
}

async function readChanges(session: Session, first: DescribeChangeSetOutput): Promise<Change[]> {
  const changes = [...(first.Changes ?? [])];
  for (let token = first.NextToken; token !== undefined; ) {
    const page = await describePage(session, { ChangeSetName: first.ChangeSetId, StackName: first.StackName, NextToken: token });
    changes.push(...(page.Changes ?? []));
    token = page.NextToken;
  }
  return changes;
}

function describePage(
  { cloudFormation, call }: Session,
  input: { ChangeSetName?: string | undefined; StackName?: string | undefined; NextToken?: string },
) {
  return call("cloudformation:DescribeChangeSet", () =>
    cloudFormation.send(new DescribeChangeSetCommand({ ...input, ChangeSetName: input.ChangeSetName, IncludePropertyValues: true })),
  );
}

/** What earlier deployments left behind when they were stopped before somebody had said yes. */
async function deleteStale(session: Session, stack: string): Promise<void> {
  const { cloudFormation, call } = session;
  for (let token: string | undefined; ; ) {
    const page = await call("cloudformation:ListChangeSets", () =>
      cloudFormation.send(new ListChangeSetsCommand({ StackName: stack, ...(token !== undefined && { NextToken: token }) })),
    );
    for (const { ChangeSetId, ChangeSetName = "", ExecutionStatus, Status } of page.Summaries ?? []) {
      const over = ExecutionStatus !== "EXECUTE_IN_PROGRESS" && Status !== "CREATE_IN_PROGRESS" && Status !== "CREATE_PENDING";
      if (!ChangeSetName.startsWith(prefix) || !over) continue;
      await call("cloudformation:DeleteChangeSet", () =>
        cloudFormation.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: ChangeSetId ?? ChangeSetName })),
      );
    }
    token = page.NextToken;
    if (token === undefined) return;
  }
}

/** Leaves everything as it was before the change set was created. */
export async function discardChangeSet(
  { cloudFormation, call }: Session,
  { id, stack, stackId, reserves }: Omit<ChangeSet, "empty" | "changes">,
): Promise<void> {
  await call("cloudformation:DeleteChangeSet", () =>
    cloudFormation.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: id })),
  );
  if (reserves) await deleteReserved({ cloudFormation, call }, { stackId });
}

function deleteReserved({ cloudFormation, call }: Pick<Session, "cloudFormation" | "call">, { stackId }: Pick<ChangeSet, "stackId">) {
  return call("cloudformation:DeleteStack", () => cloudFormation.send(new DeleteStackCommand({ StackName: stackId })));
}

export async function executeChangeSet({ cloudFormation, call }: Session, { id, name, stack }: ChangeSet): Promise<void> {
  await call("cloudformation:ExecuteChangeSet", () =>
    cloudFormation.send(new ExecuteChangeSetCommand({ StackName: stack, ChangeSetName: id, ClientRequestToken: name })),
  );
}
