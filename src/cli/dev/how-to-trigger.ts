/** What to paste to let each trigger of a pipeline start an execution on a local AWS. */
import { quote } from "../quote.ts";

export interface TriggerScene {
  /** The option `on` of the entry. */
  readonly on: readonly Readonly<Record<string, unknown>>[];
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  /** The URL of the entry's function. */
  readonly url: string;
  /** An input, as JSON. */
  readonly input: string;
  /** What `Ref` gives of each resource, by logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
}

/** A line for each trigger that something can be sent to, in their order. */
export function howToTrigger(scene: TriggerScene): readonly (readonly [title: string, command: string])[] {
  return scene.on.flatMap((trigger): (readonly [string, string])[] => {
    if (trigger.http !== undefined) return [["Over HTTP:", callUrl(scene, trigger.http === "none")]];
    if (trigger.queue !== undefined) return [["Through the queue:", sendMessage(scene, trigger.queue)]];
    if (trigger.bucket !== undefined) return [["Through the bucket:", putObject(scene, trigger)]];
    if (trigger.event !== undefined) return [["Through EventBridge:", putEvent(trigger)]];
    return [];
  });
}

function callUrl({ url, input, region }: TriggerScene, open: boolean): string {
  const signed = `--aws-sigv4 aws:amz:${region}:lambda --user local:local `;
  return `curl ${open ? "" : signed}${url} -d ${quote(input)}`;
}

/** Version 1 of the AWS CLI looks for queues of us-east-1 elsewhere unless it is told on the command line. */
function sendMessage({ endpoint, account, input, physicalIds }: TriggerScene, queue: unknown): string {
  const id = logicalIdOf(queue);
  const name = typeof queue === "string" ? queue.split(":").at(-1) : undefined;
  const url = (id === undefined ? undefined : physicalIds[id]) ?? `${endpoint}/${account}/${name ?? "<queue>"}`;
  return `aws sqs send-message --endpoint-url ${endpoint} --queue-url ${quote(url)} --message-body ${quote(input)}`;
}

function putObject({ physicalIds }: TriggerScene, { bucket, prefix = "", suffix = "" }: Readonly<Record<string, unknown>>): string {
  const id = logicalIdOf(bucket);
  const name = id === undefined ? String(bucket) : (physicalIds[id] ?? id);
  return `echo hello | aws s3 cp - ${quote(`s3://${name}/${prefix}hello${suffix}`)}`;
}

/** What a pattern asks of an event's detail is left to whoever sends it. */
function putEvent({ event, bus }: Readonly<Record<string, unknown>>): string {
  const { source, "detail-type": type } = event as Readonly<Record<string, unknown>>;
  const first = (values: unknown, otherwise: string) => (Array.isArray(values) && typeof values[0] === "string" ? values[0] : otherwise);
  const entry = {
    Source: first(source, "my.source"),
    DetailType: first(type, "my type"),
    Detail: "{}",
    ...(typeof bus === "string" && { EventBusName: bus }),
  };
  return `aws events put-events --entries ${quote(JSON.stringify([entry]))}`;
}

/** Of `{ Ref: "Orders" }` and `{ "Fn::GetAtt": ["Orders", "Arn"] }`. */
function logicalIdOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { Ref, "Fn::GetAtt": attribute } = value as Readonly<Record<string, unknown>>;
  if (typeof Ref === "string") return Ref;
  const [id] = Array.isArray(attribute) ? (attribute as readonly unknown[]) : String(attribute ?? "").split(".");
  return typeof id === "string" && id !== "" ? id : undefined;
}
