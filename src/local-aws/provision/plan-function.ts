/** Plans a function: its configuration, its role, and what invokes it. */
import type { TemplateValue } from "../../deploy/template/template.ts";
import type { Statement } from "../policy.ts";
import { account } from "../service.ts";
import type { PlanContext } from "./plan-context.ts";
import { planEvent } from "./plan-event.ts";
import { readPolicies } from "./read-policies.ts";

type Fields = { readonly [key: string]: TemplateValue };

/** Six hours, and twice more: what Lambda does where nothing is said. */
const asyncDefaults = { maximumEventAgeSeconds: 21_600, maximumRetryAttempts: 2 };

/** @param properties evaluated, of an `AWS::Serverless::Function` */
export function planFunction(context: PlanContext, logicalId: string, properties: Fields): void {
  const { draft, codeFolderOf } = context;
  const { name } = context.identityOf(logicalId);
  const invokeConfig = (properties.EventInvokeConfig ?? {}) as Fields;
  const onFailure = ((invokeConfig.DestinationConfig ?? {}) as Fields).OnFailure as Fields | undefined;
  const reserved = properties.ReservedConcurrentExecutions;
  const url = properties.FunctionUrlConfig as Fields | undefined;
  const logging = (properties.LoggingConfig ?? {}) as Fields;
  const variables = ((properties.Environment ?? {}) as Fields).Variables ?? {};
  const environment = Object.fromEntries(Object.entries(variables as Fields).map(([key, value]) => [key, String(value)]));
  const implied: Statement[] = [];
  const destination = onFailure === undefined ? undefined : String(onFailure.Destination);
  // SAM adds this itself, where it is told what kind of destination it is.
  if (destination !== undefined && onFailure?.Type === "SQS")
    implied.push({ Effect: "Allow", Action: "sqs:SendMessage", Resource: destination });
  for (const [id, event] of Object.entries((properties.Events ?? {}) as Fields)) {
    implied.push(...planEvent(context, { functionName: name, eventId: `${logicalId}${id}`, event: event as Fields }));
  }
  if (Array.isArray(properties.Layers) && properties.Layers.length > 0)
    draft.note("Layers have no effect here: the packages that they bring must be in node_modules.");
  draft.functions.set(name, {
    name,
    folder: codeFolderOf(logicalId, properties),
    handler: String(properties.Handler ?? "index.handler"),
    memoryMegabytes: Number(properties.MemorySize ?? 128),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    environment,
    role: planRole(context, logicalId, name, properties, implied),
    maximumRetryAttempts: Number(invokeConfig.MaximumRetryAttempts ?? asyncDefaults.maximumRetryAttempts),
    maximumEventAgeSeconds: Number(invokeConfig.MaximumEventAgeInSeconds ?? asyncDefaults.maximumEventAgeSeconds),
    ...(destination !== undefined && { onFailure: destination }),
    ...(reserved !== undefined && reserved !== null && { reservedConcurrency: Number(reserved) }),
    recursiveLoop: properties.RecursiveLoop === "Allow" ? "Allow" : "Terminate",
    logFormat: logging.LogFormat === "JSON" ? "JSON" : "Text",
    logGroup: String(logging.LogGroup ?? `/aws/lambda/${name}`),
    ...(url && { url: url.AuthType === "NONE" ? "none" : "iam" }),
  });
}

function planRole({ draft }: PlanContext, logicalId: string, name: string, properties: Fields, implied: readonly Statement[]): string {
  const { Role, Policies } = properties;
  if (Role === undefined || Role === null) {
    const role = `${name}-role`;
    const statements = [Policies, "AWSLambdaBasicExecutionRole"].flatMap((policies) => readPolicies(policies ?? [], draft, logicalId));
    draft.roles.set(role, [...statements, ...implied]);
    return role;
  }
  const role = String(Role).split("/").at(-1) ?? "";
  if (String(Role).startsWith(`arn:aws:iam::${account}:role/`) && draft.roles.has(role)) return role;
  draft.note(`${logicalId}: its role, ${String(Role)}, is not of this template. Here the function may do everything.`);
  draft.roles.set(role, [{ Effect: "Allow", Action: "*", Resource: "*" }]);
  return role;
}
