/**
 * Events of buckets as rules of EventBridge. S3's own notifications would not do: a bucket of another stack can't be given one by a template,
 * and with one of this stack, a step that may read the bucket makes a circle which CloudFormation refuses.
 */
import { bucketField, bucketInputPaths } from "../../model/bucket-input.ts";
import type { TemplateObject } from "./intrinsics.ts";
import type { TemplateValue } from "./template.ts";

/** An event as EventBridge tells it; any reason or way of deletion where none is said. */
interface Kind {
  readonly type: string;
  readonly reason?: string;
  readonly deletion?: string;
}

/** What S3's event names are in EventBridge (S3 user guide, "Mapping of Amazon S3 event types to EventBridge"). */
const kinds: Readonly<Record<string, Kind>> = {
  "s3:ObjectCreated:*": { type: "Object Created" },
  "s3:ObjectCreated:Put": { type: "Object Created", reason: "PutObject" },
  "s3:ObjectCreated:Post": { type: "Object Created", reason: "POST Object" },
  "s3:ObjectCreated:Copy": { type: "Object Created", reason: "CopyObject" },
  "s3:ObjectCreated:CompleteMultipartUpload": { type: "Object Created", reason: "CompleteMultipartUpload" },
  // What a lifecycle rule removes is told as another kind of event by S3's notifications, and with another reason by EventBridge.
  "s3:ObjectRemoved:*": { type: "Object Deleted", reason: "DeleteObject" },
  "s3:ObjectRemoved:Delete": { type: "Object Deleted", reason: "DeleteObject", deletion: "Permanently Deleted" },
};

export const bucketEventNames = Object.keys(kinds);

/** A rule for each kind of event, since what they say of an object differs. */
export function bucketEvents({ bucket, prefix = "", suffix = "", events }: TemplateObject): readonly TemplateObject[] {
  const names = Array.isArray(events) ? events : ["s3:ObjectCreated:*"];
  const wanted = names.flatMap((name) => (typeof name === "string" && kinds[name] ? [kinds[name]] : []));
  return [...new Set(wanted.map(({ type }) => type))].map((type) => {
    const ofType = wanted.filter((kind) => kind.type === type);
    const reasons = valuesOf(ofType, "reason");
    const deletions = valuesOf(ofType, "deletion");
    const key = keyPattern(String(prefix), String(suffix));
    return {
      Pattern: {
        source: ["aws.s3"],
        "detail-type": [type],
        detail: {
          bucket: { name: [bucket as TemplateValue] },
          ...(key !== undefined && { object: { key: [key] } }),
          ...(reasons.length > 0 && { reason: reasons }),
          ...(deletions.length > 0 && { "deletion-type": deletions }),
        },
      },
      InputTransformer: transformer(type),
    };
  });
}

/** The values of a field, none where any will do for one of the kinds. */
function valuesOf(wanted: readonly Kind[], field: "reason" | "deletion"): readonly string[] {
  const values = wanted.map((kind) => kind[field]);
  return values.every((value) => value !== undefined) ? [...new Set(values)] : [];
}

/** Two conditions on one field are "or" in a pattern: both at once takes a wildcard. */
function keyPattern(prefix: string, suffix: string): TemplateValue | undefined {
  if (prefix === "" && suffix === "") return undefined;
  if (suffix === "") return { prefix };
  if (prefix === "") return { suffix };
  return { wildcard: `${literally(prefix)}*${literally(suffix)}` };
}

function literally(text: string): string {
  return text.replaceAll(/[*\\]/g, String.raw`\$&`);
}

/** Makes the same input of it that S3's own notification would give, and an id, so that an event begins one execution. */
function transformer(type: string): TemplateObject {
  const paths = bucketInputPaths(type);
  const fields = Object.keys(paths).map((name) => `"${bucketField(name)}": <${name}>`);
  return { InputPathsMap: paths, InputTemplate: `{${fields.join(", ")}}` };
}
