/** S3: buckets and objects in memory, behind the API that clients speak. */
import type { Service, ServiceRequest } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { bucketArn, objectArn, readAddress } from "./address.ts";
import { bucketOperation } from "./bucket-operations.ts";
import type { Buckets } from "./buckets.ts";
import { makeUploads } from "./multipart.ts";
import { objectOperation } from "./object-operations.ts";
import type { S3Context, S3Operation } from "./s3-operation.ts";
import { xmlDocument } from "./xml.ts";

export function makeS3(buckets: Buckets): Service {
  const context = { buckets, uploads: makeUploads() };
  return {
    name: "s3",
    actionsOf: (request) => operationOf(context, request).actions,
    async handle(request) {
      return operationOf(context, request).run();
    },
  };
}

function operationOf(context: S3Context, request: ServiceRequest): S3Operation {
  const { bucket, key } = readAddress(request);
  if (bucket === undefined) return listBuckets(context, request);
  const operation = key === undefined ? bucketOperation(context, request, bucket) : objectOperation(context, request, bucket, key);
  if (operation) return operation;
  const what = `${request.method} ${key === undefined ? bucketArn(bucket) : objectArn(bucket, key)}?${[...request.query.keys()].join("&")}`;
  throw new ServiceError("NotImplemented", `The local AWS's S3 has no ${what}`, 501);
}

function listBuckets({ buckets }: S3Context, { method }: ServiceRequest): S3Operation {
  if (method !== "GET") throw new ServiceError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  return {
    actions: [{ action: "s3:ListAllMyBuckets", resource: "*" }],
    run: () => {
      const Bucket = buckets.all().map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt).toISOString() }));
      const body = xmlDocument("ListAllMyBucketsResult", { Owner: { ID: "local" }, Buckets: { Bucket } });
      return { status: 200, headers: { "content-type": "application/xml" }, body };
    },
  };
}
