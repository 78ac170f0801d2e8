/** An event of a bucket that its rule could not deliver: the letter holds the event itself, and not what the rule makes of it. */
import { bucketField, bucketInputPaths } from "../../model/bucket-input.ts";
import { isObject } from "../is-object.ts";

/** What the rule would have delivered. */
export function toBucketInput(event: Readonly<Record<string, unknown>>): object {
  const paths = Object.entries(bucketInputPaths(String(event["detail-type"])));
  return Object.fromEntries(paths.map(([name, path]) => [bucketField(name), valueAt(event, path)]));
}

/** @param path as `$.detail.object.key` */
function valueAt(event: unknown, path: string): unknown {
  const [, ...keys] = path.split(".");
  return keys.reduce((value, key) => (isObject(value) ? value[key] : undefined), event);
}
