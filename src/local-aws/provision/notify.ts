/** Invokes a function for what happens to the objects of a bucket, with the events that S3 sends. */
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
