/** Which events of a bucket a rule lets through: those that S3's own notification of the same name would tell. */
import { expect, test } from "vitest";
import { matchesPattern } from "../../local-aws/events/event-pattern.ts";
import { bucketEvents } from "./bucket-events.ts";

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
