/** Which events of a bucket a rule lets through: those that S3's own notification of the same name would tell. */
import { expect, test } from "vitest";
import { toBucketInput } from "../../lambda/events/undelivered-bucket-event.ts";
import { matchesPattern } from "../../local-aws/events/event-pattern.ts";
import { type InputTransformer, transformInput } from "../../local-aws/events/transform-input.ts";
import { isBucketRule } from "../../model/bucket-input.ts";
import { bucketEvents } from "./bucket-events.ts";
import { make, withOptions } from "./make-template.fixture.ts";
import { deployedIds } from "./sam-resources.ts";

const put = { "detail-type": "Object Created", reason: "PutObject" };
const copied = { "detail-type": "Object Created", reason: "CopyObject" };
const deleted = { "detail-type": "Object Deleted", reason: "DeleteObject", "deletion-type": "Permanently Deleted" };
const hidden = { "detail-type": "Object Deleted", reason: "DeleteObject", "deletion-type": "Delete Marker Created" };
const expired = { "detail-type": "Object Deleted", reason: "Lifecycle Expiration", "deletion-type": "Permanently Deleted" };
const all = { put, copied, deleted, hidden, expired };

test.each([
  [undefined, ["put", "copied"]],
  [["s3:ObjectCreated:Put"], ["put"]],
  [
    ["s3:ObjectCreated:Put", "s3:ObjectCreated:*"],
    ["put", "copied"],
  ],
  [["s3:ObjectRemoved:*"], ["deleted", "hidden"]],
  [["s3:ObjectRemoved:Delete"], ["deleted"]],
  [
    ["s3:ObjectRemoved:Delete", "s3:ObjectCreated:Copy"],
    ["copied", "deleted"],
  ],
])("%j lets through %j", (events, names) => {
  const patterns = bucketEvents({ bucket: "inbox", ...(events && { events }) }).map(({ Pattern }) => Pattern);
  const through = Object.entries(all).filter(([, { "detail-type": type, ...detail }]) => {
    const event = { source: "aws.s3", "detail-type": type, detail: { bucket: { name: "inbox" }, object: { key: "a" }, ...detail } };
    return patterns.some((pattern) => matchesPattern(pattern, event));
  });
  expect(through.map(([name]) => name)).toEqual(names);
});

test.each(["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])("what a rule of %s makes of an event is what the recovery makes of it", (name) => {
  const [{ Pattern, InputTransformer } = {}] = bucketEvents({ bucket: "inbox", events: [name] });
  const [type] = (Pattern as { "detail-type": string[] })["detail-type"];
  const object = { key: 'a "b"/c d', ...(type === "Object Created" && { size: 3, etag: "e" }), sequencer: "1" };
  const event = { id: "e1", source: "aws.s3", "detail-type": type, detail: { bucket: { name: "inbox" }, object } };
  const input = toBucketInput(event);
  expect(input).toMatchObject({ $id: "e1", bucket: "inbox", key: 'a "b"/c d', event: type });
  expect(JSON.parse(transformInput(InputTransformer as unknown as InputTransformer, event))).toEqual(input);
});

test("the recovery knows the rules of buckets by what they are called", () => {
  const on = [{ bucket: "inbox" }, { bucket: "outbox" }, { event: { source: ["StartBucket-1"] } }];
  const rules = deployedIds(make(withOptions({ on })).template).filter((id) => /^Start(Bucket|Event)\d*$/.test(id));
  const arns = rules.map((id) => `arn:aws:events:eu-west-1:123456789012:rule/my-StartBucket-1-${id}-1XQ2ZK4TVN0A`);
  expect(rules.filter((_, index) => isBucketRule(arns[index] as string))).toEqual(["StartBucket", "StartBucket2"]);
  expect(rules).toContain("StartEvent");
});
