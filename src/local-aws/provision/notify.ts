/** Tells of what happens to the objects of a bucket: functions, with the events that S3 sends, and EventBridge, with those that it knows. */
import type { LocalAws } from "../local-aws.ts";
import type { ObjectEvent } from "../s3/buckets.ts";
import { region } from "../service.ts";
import type { PlannedNotification } from "./plan.ts";

/** Returns what ends it. */
export function notify(aws: LocalAws, { bucket, functionName, events, prefix, suffix }: PlannedNotification): () => void {
  const wanted = events.map((event) => event.replace(/^s3:/, ""));
  return aws.buckets.watch(bucket, (event) => {
    if (!event.key.startsWith(prefix) || !event.key.endsWith(suffix)) return;
    const matches = wanted.some((name) => name === event.name || (name.endsWith("*") && event.name.startsWith(name.slice(0, -1))));
    // Whoever writes the object needn't wait for it, and a function that has just gone is not invoked.
    if (matches) void aws.lambda.invokeAsync(functionName, JSON.stringify({ Records: [recordOf(event)] })).catch(() => {});
  });
}

/** Returns what ends it. */
export function sendEvents(aws: LocalAws, bucket: string): () => void {
  return aws.buckets.watch(bucket, ({ name, key, size, etag, sequencer }) => {
    const created = name.startsWith("ObjectCreated");
    const reason = { "ObjectCreated:Put": "PutObject", "ObjectRemoved:Delete": "DeleteObject" }[name as string] ?? name.split(":")[1];
    aws.events.put({
      source: "aws.s3",
      detailType: created ? "Object Created" : "Object Deleted",
      resources: [`arn:aws:s3:::${bucket}`],
      detail: {
        version: "0",
        bucket: { name: bucket },
        object: created ? { key, size, etag, sequencer } : { key, sequencer },
        requester: aws.account,
        reason,
        ...(!created && { "deletion-type": "Permanently Deleted" }),
      },
    });
  });
}

function recordOf({ name, bucket, key, size, etag, sequencer, at }: ObjectEvent): object {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: region,
    eventTime: new Date(at).toISOString(),
    eventName: name,
    s3: {
      s3SchemaVersion: "1.0",
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      // As a form encodes it: blanks are plus signs (S3 user guide, "Event message structure").
      object: { key: encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/"), size, eTag: etag, sequencer },
    },
  };
}
