/** What planning one resource takes beside its own properties. */
import type { TemplateValue } from "../../deploy/template/template.ts";
import type { Identity } from "./identify.ts";
import type { PlanDraft } from "./plan.ts";

export interface PlanContext {
  readonly draft: PlanDraft;
  readonly stackName: string;
  identityOf(logicalId: string): Identity;
  /** The absolute folder of a function's code. */
  readonly codeFolderOf: (logicalId: string, properties: { readonly [key: string]: TemplateValue }) => string;
}
