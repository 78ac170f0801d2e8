/** Makes what a template declares on the local AWS: the very template that would be deployed. */
import type { Template } from "../../deploy/template/template.ts";
import type { LocalAws } from "../local-aws.ts";
import { applyPlan, type Watches } from "./apply-plan.ts";
import { type Plan, PlanDraft } from "./plan.ts";
import { type PlanOptions, planStack } from "./plan-stack.ts";

export type ProvisionOptions = Omit<PlanOptions, "endpoint">;

/** A stack on the local AWS. */
export interface Provisioned {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What `Ref` gives of each resource, by logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  /** As CloudFormation names them, by logical id. */
  readonly resourceTypes: Readonly<Record<string, string>>;
  /** The ARNs of the functions' principals, by the function's name. */
  readonly roles: Readonly<Record<string, string>>;
  /** What is different here from AWS, in sentences. */
  readonly notes: readonly string[];
  /**
   * Changes the stack to another template. What is in tables, queues and buckets stays.
   *
   * @throws {TemplateFault} as making one does; the stack is then as it was
   */
  update(template: Template, changes?: Partial<Omit<ProvisionOptions, "stackName">>): Promise<void>;
  /** Removes all of it. */
  remove(): Promise<void>;
}

/**
 * Makes a stack.
 *
 * @throws {TemplateFault} for a template that refers to what is not there, or that a service refuses; nothing is made then
 */
export async function provision(aws: LocalAws, template: Template, options: ProvisionOptions): Promise<Provisioned> {
  const watches: Watches = new Map();
  let current: Plan = new PlanDraft();
  let known = options;
  const change = async (plan: Plan) => {
    try {
      await applyPlan(aws, current, plan, watches);
    } catch (error) {
      // As CloudFormation rolls back. Whatever keeps that from being done, the first error is the one to mend.
      await applyPlan(aws, plan, current, watches).catch(() => {});
      throw error;
    }
    current = plan;
  };
  await change(planStack(template, { ...known, endpoint: aws.endpoint }));
  return {
    stackName: options.stackName,
    get outputs() {
      return current.outputs;
    },
    get physicalIds() {
      return current.physicalIds;
    },
    get resourceTypes() {
      return current.resourceTypes;
    },
    get roles() {
      const roles = [...current.functions.values()].map(({ name, role }) => [name, `arn:aws:iam::${aws.account}:role/${role}`]);
      return Object.fromEntries(roles);
    },
    get notes() {
      return current.notes;
    },
    async update(changed, changes = {}) {
      known = { ...known, ...changes };
      await change(planStack(changed, { ...known, endpoint: aws.endpoint }));
    },
    remove: () => change(new PlanDraft()),
  };
}
