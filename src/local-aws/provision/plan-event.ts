/** Plans what invokes a function: queues, buckets and schedules work here as on AWS, and what doesn't is said. */
import type { TemplateValue } from "../../deploy/template/template.ts";
import { busName, type Rule } from "../events/event-buses.ts";
import { functionArn } from "../lambda/function-arn.ts";
import type { Statement } from "../policy.ts";
import { account } from "../service.ts";
import type { PlanContext } from "./plan-context.ts";

type Fields = { readonly [key: string]: TemplateValue };

export interface EventToPlan {
  readonly functionName: string;
  /** Unique within the template. */
  readonly eventId: string;
  /** Evaluated: `Type` and `Properties`, as SAM has them. */
  readonly event: Fields;
}

/** @returns what SAM allows the function's role for the event */
export function planEvent(context: PlanContext, { functionName, eventId, event }: EventToPlan): readonly Statement[] {
  const { draft } = context;
  const properties = (event.Properties ?? {}) as Fields;
  switch (event.Type) {
    case "SQS": {
      const queueArn = String(properties.Queue);
      planEventSource(context, functionName, queueArn, properties);
      return [{ Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], Resource: queueArn }];
    }
    case "S3": {
      const rules = (((properties.Filter ?? {}) as Fields).S3Key as Fields | undefined)?.Rules as readonly Fields[] | undefined;
      const rule = (name: string) => String(rules?.find(({ Name }) => String(Name).toLowerCase() === name)?.Value ?? "");
      const bucket = String(properties.Bucket);
      draft.buckets.add(bucket);
      const events = [properties.Events ?? []].flat().map(String);
      draft.notifications.push({ bucket, functionName, events, prefix: rule("prefix"), suffix: rule("suffix") });
      return [];
    }
    case "Schedule":
    case "ScheduleV2": {
      const role = `${context.stackName}-${eventId}-role`;
      const letters = deadLetterOf(properties);
      // The same two statements as SAM.
      draft.roles.set(role, [
        { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn(functionName) },
        ...(letters.deadLetterArn === undefined
          ? []
          : [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: letters.deadLetterArn } as const]),
      ]);
      const expression = properties.ScheduleExpression ?? properties.Schedule;
      const timezone = properties.ScheduleExpressionTimezone;
      draft.schedules.set(eventId, {
        name: String(properties.Name ?? `${context.stackName}-${eventId}`),
        group: String(properties.GroupName ?? "default"),
        expression: String(expression),
        ...(timezone !== undefined && { timezone: String(timezone) }),
        targetArn: functionArn(functionName),
        roleArn: `arn:aws:iam::${account}:role/${role}`,
        ...(properties.Input !== undefined && { input: String(properties.Input) }),
        ...letters,
        enabled: properties.State !== "DISABLED" && properties.Enabled !== false,
      });
      return [];
    }
    case "EventBridgeRule":
    case "CloudWatchEvent":
      planRule(draft, functionArn(functionName), properties);
      return [];
    default:
      draft.note(`${functionName}: events of type ${String(event.Type)} don't come here. Invoke the function with one to try it.`);
      return [];
  }
}

export function planEventSource({ draft }: PlanContext, functionName: string, queueArn: string, properties: Fields): void {
  const types = [properties.FunctionResponseTypes ?? []].flat().map(String);
  draft.eventSources.push({
    queueArn,
    functionName,
    batchSize: Number(properties.BatchSize ?? 10),
    reportBatchItemFailures: types.includes("ReportBatchItemFailures"),
  });
}

/** A bucket of somebody else's that a rule waits for is made, and sends its events. */
export function planRule(draft: PlanContext["draft"], targetArn: string, { Pattern, EventBusName, Input, InputTransformer }: Fields): void {
  const pattern = (Pattern ?? {}) as Rule["pattern"];
  draft.rules.push({
    bus: busName(String(EventBusName ?? "default")),
    pattern,
    targetArn,
    ...(Input !== undefined && { input: String(Input) }),
    ...(InputTransformer !== undefined && { transformer: InputTransformer as unknown as NonNullable<Rule["transformer"]> }),
  });
  const { source, detail } = pattern as {
    readonly source?: readonly unknown[];
    readonly detail?: { readonly bucket?: { readonly name?: unknown } };
  };
  const names = source?.includes("aws.s3") && Array.isArray(detail?.bucket?.name) ? detail.bucket.name : [];
  for (const name of names) if (typeof name === "string") draft.awaitedBuckets.add(name);
}

export function deadLetterOf({ DeadLetterConfig }: Fields): { readonly deadLetterArn?: string } {
  const arn = (DeadLetterConfig as Fields | undefined)?.Arn;
  return arn === undefined ? {} : { deadLetterArn: String(arn) };
}
