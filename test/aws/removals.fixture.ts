/** Takes permissions away, one by one, to see whether anything fails: what nothing needs should not be granted. */
import type { Template, TemplateValue } from "../../src/deploy/template/template.ts";
import type { Principal, Statement } from "../../src/local-aws/policy.ts";
import { account } from "../../src/local-aws/service.ts";
import type { Deployed } from "./deployed.fixture.ts";

/** Something that a stack does, and what comes of it, to be compared: `{ became: "moved" }`. */
export interface Scene {
  readonly name: string;
  run(): Promise<unknown>;
}

/** What each function, or the role of schedules, does with its permissions: by the logical id of the resource that grants them. */
export type Scenes = ReadonlyMap<string, readonly Scene[]>;

/** Permissions that were taken away from a principal. */
export interface Removal {
  /** As `Start: s3:PutObject`. */
  readonly label: string;
  readonly id: string;
  readonly principal: Principal;
  /** What the names of scenes that need it are likely to hold. */
  readonly hint: string | undefined;
  /** What it is left with. */
  readonly left: readonly Statement[];
}

/** What the names of scenes hold that are likely to need an action; of no consequence but for how soon one is found that does. */
const hints: Readonly<Record<string, string>> = {
  "dynamodb:GetItem": "twice",
  "iam:PassRole": "schedules",
  "s3:GetObject": "otherwise",
  "scheduler:CreateSchedule": "schedules",
  "sqs:ChangeMessageVisibility": "leaves",
  "sqs:DeleteMessage": "takes",
  "sqs:GetQueueAttributes": "takes",
  "sqs:ReceiveMessage": "takes",
  "sqs:SendMessage": "delays",
};

/**
 * Every statement; of one that has several actions or resources, each of these instead: what fails without a part of it fails without all
 * of it.
 */
export function removalsOf(stack: Deployed): Removal[] {
  return grantsOf(stack).flatMap(({ id, principal, count }) =>
    principal.statements.slice(0, count).flatMap((statement, index) => {
      const parts: readonly Part[] = [...without(statement, "Action"), ...without(statement, "Resource")];
      const whole = { what: words(statement.Action), hint: hints[words(statement.Action)], rest: [] };
      return (parts.length > 0 ? parts : [whole]).map(({ what, hint, rest }) => ({
        ...{ id, principal, hint, label: `${id}: ${what}` },
        left: principal.statements.flatMap((one, other) => (other === index ? rest : [one])),
      }));
    }),
  );
}

/** What comes of each scene as long as nothing is taken away. */
export async function rehearse(scenes: Scenes): Promise<ReadonlyMap<Scene, string>> {
  const usual = new Map<Scene, string>();
  for (const scene of [...scenes.values()].flat()) usual.set(scene, JSON.stringify(await scene.run()));
  return usual;
}

/** The labels of what nothing fails without: all scenes end as usual. */
export async function findNeedless(removals: readonly Removal[], scenes: Scenes, usual: ReadonlyMap<Scene, string>): Promise<string[]> {
  const needless: string[] = [];
  for (const { label, id, principal, hint, left } of removals) {
    const { statements } = principal;
    // In place: the functions that run have this principal's keys.
    Object.assign(principal, { statements: left });
    try {
      const all = scenes.get(id) ?? [];
      // Most likely first.
      const likely = all.filter(({ name }) => hint !== undefined && name.includes(hint));
      if (!(await anyDiffers(new Set([...likely, ...all]), usual))) needless.push(label);
    } finally {
      Object.assign(principal, { statements });
    }
  }
  return needless;
}

async function anyDiffers(scenes: Iterable<Scene>, usual: ReadonlyMap<Scene, string>): Promise<boolean> {
  for (const scene of scenes) {
    const outcome = await scene.run().then(JSON.stringify, (error: Error) => `${error.name}: ${error.message}`);
    if (outcome !== usual.get(scene)) return true;
  }
  return false;
}

/** Every statement of a template, with the logical id of what it is granted to. */
export function statementsOf({ Resources }: Template): { readonly id: string; readonly statement: Statement }[] {
  return Object.entries(Resources).flatMap(([id, { Properties = {} }]) =>
    documentsOf(Properties.Policies).flatMap(({ Statement }) => Statement.map((statement) => ({ id, statement }))),
  );
}

/** Whoever is granted something, and how many of its statements are the template's: what SAM adds follows them. */
function grantsOf({ template, stack, aws, name }: Deployed) {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const count = documentsOf(Properties.Policies).reduce((sum, { Statement }) => sum + Statement.length, 0);
    if (count === 0) return [];
    const physicalId = stack.physicalIds[id] ?? "";
    const arn = Type === "AWS::IAM::Role" ? `arn:aws:iam::${account}:role/${physicalId}` : stack.roles[physicalId];
    const principal = aws.principals.byArn(arn ?? "");
    if (!principal) throw new Error(`${id} of ${name} has no role.`);
    return [{ id, principal, count }];
  });
}

function documentsOf(policies: TemplateValue | undefined): { readonly Statement: readonly Statement[] }[] {
  const list = (Array.isArray(policies) ? policies : []) as { PolicyDocument?: object }[];
  return list.map((policy) => (policy.PolicyDocument ?? policy) as { Statement: readonly Statement[] });
}

interface Part {
  readonly what: string;
  readonly hint: string | undefined;
  readonly rest: readonly Statement[];
}

function without(statement: Statement, what: "Action" | "Resource"): Part[] {
  const all = [statement[what] ?? []].flat() as readonly string[];
  if (all.length < 2) return [];
  return all.map((one) => ({
    what: `${one}${what === "Resource" ? ` of ${words(statement.Action)}` : ""}`,
    hint: hints[one] ?? /:function:.+-(\w+)$/.exec(one)?.[1],
    rest: [{ ...statement, [what]: all.filter((other) => other !== one) }],
  }));
}

function words(value: string | readonly string[] = []): string {
  return [value].flat().join(", ");
}
