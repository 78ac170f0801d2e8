/** The resources that SAM makes of a function, which nobody sees in the template, but which have names and count. */
import { isObject } from "./intrinsics.ts";
import type { Template, TemplateResource } from "./template.ts";

/** Logical ids of all resources of a template, those that SAM adds to functions included. One that is there twice is listed twice. */
export function deployedIds({ Resources }: Pick<Template, "Resources">): readonly string[] {
  return Object.entries(Resources).flatMap(([id, resource]) => [id, ...addedBySam(id, resource)]);
}

export function addedBySam(id: string, { Type, Properties = {} }: TemplateResource): readonly string[] {
  if (Type !== "AWS::Serverless::Function") return [];
  const { Role, EventInvokeConfig, FunctionUrlConfig, Events } = Properties;
  const url = isObject(FunctionUrlConfig)
    ? ["Url", ...(FunctionUrlConfig.AuthType === "NONE" ? ["UrlPublicPermissions", "URLInvokeAllowPublicAccess"] : [])]
    : [];
  const events = isObject(Events) ? Object.entries(Events).flatMap(([name, event]) => addedByEvent(name, event)) : [];
  return [...(Role === undefined ? ["Role"] : []), ...(EventInvokeConfig ? ["EventInvokeConfig"] : []), ...url, ...events].map(
    (suffix) => `${id}${suffix}`,
  );
}

function addedByEvent(name: string, event: unknown): readonly string[] {
  const type = (event as { readonly Type?: unknown })?.Type;
  if (type === "ScheduleV2") return [name, `${name}Role`];
  return type === "EventBridgeRule" || type === "Schedule" ? [name, `${name}Permission`] : [name];
}
