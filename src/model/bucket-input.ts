/** What an event of a bucket becomes as an input: its rule makes it so, and the recovery, where the rule could not deliver it. */

/** Where an event of EventBridge has each field of the input; `id` becomes `$id`. */
export function bucketInputPaths(type: string): Readonly<Record<string, string>> {
  return {
    id: "$.id",
    bucket: "$.detail.bucket.name",
    key: "$.detail.object.key",
    // What is deleted has neither.
    ...(type === "Object Created" && { size: "$.detail.object.size", etag: "$.detail.object.etag" }),
    event: "$.detail-type",
  };
}

export function bucketField(name: string): string {
  return name === "id" ? "$id" : name;
}

/** Whether a rule is one of the entry's for a bucket, by its ARN: CloudFormation names it after the stack and the template's `StartBucket`. */
export function isBucketRule(ruleArn: string): boolean {
  return /-StartBucket\d*-\w+$/.test(ruleArn);
}
