/** What S3 does with whole buckets. */
import { type Action, region, type ServiceRequest } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { bucketArn, objectArn } from "./address.ts";
import { answerSetting, bucketSettings } from "./bucket-settings.ts";
import { listObjects } from "./list-objects.ts";
import type { S3Context, S3Operation } from "./s3-operation.ts";
import { elementsOf, textOf, xmlDocument } from "./xml.ts";

export function bucketOperation({ buckets }: S3Context, request: ServiceRequest, name: string): S3Operation | undefined {
  const { method, query } = request;
  const body = request.body.toString();
  const setting = Object.keys(bucketSettings).find((one) => query.has(one));
  const may = (action: string): Action[] => [{ action: `s3:${action}`, resource: bucketArn(name) }];
  const xml = (root: string, value: object) => ({
    status: 200,
    headers: { "content-type": "application/xml" },
    body: xmlDocument(root, value),
  });

  if (setting !== undefined && ["GET", "PUT", "DELETE"].includes(method)) {
    const verb = method === "GET" ? "Get" : "Put";
    return {
      actions: may(`${verb}${bucketSettings[setting]?.action}`),
      run: () => answerSetting(buckets.find(name), setting, method, body),
    };
  }
  switch (method) {
    case "HEAD":
      return {
        actions: may("ListBucket"),
        run() {
          buckets.find(name);
          return { status: 200, headers: { "x-amz-bucket-region": region } };
        },
      };
    case "GET":
      if (query.has("location")) return { actions: may("GetBucketLocation"), run: () => xml("LocationConstraint", {}) };
      if (query.get("list-type") === "2") return { actions: may("ListBucket"), run: () => listObjects(buckets.find(name), query) };
      return undefined;
    case "PUT":
      return {
        actions: may("CreateBucket"),
        run() {
          checkName(name);
          buckets.create(name);
          return { status: 200, headers: { location: `/${name}` } };
        },
      };
    case "DELETE":
      return {
        actions: may("DeleteBucket"),
        run() {
          if (buckets.find(name).objects.size > 0) {
            throw new ServiceError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409, { BucketName: name });
          }
          buckets.delete(name);
          return { status: 204 };
        },
      };
    case "POST": {
      if (!query.has("delete")) return undefined;
      const keys = elementsOf(body, "Object").map((one) => textOf(one, "Key") ?? "");
      return {
        actions: keys.map((key) => ({ action: "s3:DeleteObject", resource: objectArn(name, key) })),
        run() {
          for (const key of keys) buckets.remove(name, key);
          return xml("DeleteResult", { Deleted: textOf(body, "Quiet") === "true" ? [] : keys.map((Key) => ({ Key })) });
        },
      };
    }
    default:
      return undefined;
  }
}

function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return;
  throw new ServiceError("InvalidBucketName", "The specified bucket is not valid: 3 to 63 lower-case letters, digits, hyphens and dots.");
}
