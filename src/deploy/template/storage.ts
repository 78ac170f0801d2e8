/** Where executions live: the journal's table, and the bucket with large values. */
import { blobPrefix, ownResources } from "../../model/deployed-names.ts";
import { journalTable } from "../../model/journal-table.ts";
import type { CommentBook } from "./comments.ts";
import { ofStack, ref, type TemplateObject } from "./intrinsics.ts";
import { tagList } from "./lambda-function.ts";
import { own } from "./own-ids.ts";
import type { TemplateResource } from "./template.ts";

type Named = readonly [id: string, TemplateResource];

/** Deleting a table that has point-in-time recovery leaves a backup, free for 35 days (DynamoDB developer guide, "Point-in-time recovery"). */
export function makeJournal(book: CommentBook, tags: TemplateObject): Named {
  const { partition, sort, index, expires } = journalTable;
  const resource: TemplateResource = {
    Type: "AWS::DynamoDB::Table",
    DeletionPolicy: "Delete",
    UpdateReplacePolicy: "Retain",
    Properties: {
      TableName: ofStack(ownResources.journal),
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [partition, sort, index.partition, index.sort].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: keySchema(partition, sort),
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: keySchema(index.partition, index.sort),
          Projection: { ProjectionType: index.projection },
        },
      ],
      TimeToLiveSpecification: { AttributeName: expires, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      ...tagList(tags),
    },
  };
  return [
    own.journal,
    book.note("Every execution and every hop. Encrypted, as all tables are. Deleting it leaves a backup for 35 days.", resource),
  ];
}

function keySchema(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
}

/** A bucket of the stack's own, and the policy that lets nobody in without TLS. */
export function makeBlobBucket(book: CommentBook, retentionDays: number, tags: TemplateObject): readonly Named[] {
  const bucket: TemplateResource = {
    Type: "AWS::S3::Bucket",
    // A bucket that holds something can't be deleted: the stack's deletion would fail. Once empty by its own rule, it costs nothing.
    DeletionPolicy: "RetainExceptOnCreate",
    UpdateReplacePolicy: "Retain",
    Properties: {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      LifecycleConfiguration: { Rules: lifecycleRules(retentionDays) },
      ...tagList(tags),
    },
  };
  const arn = { "Fn::GetAtt": [own.blobs, "Arn"] };
  const policy: TemplateResource = {
    Type: "AWS::S3::BucketPolicy",
    Properties: {
      Bucket: ref(own.blobs),
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [arn, { "Fn::Sub": `\${${own.blobs}.Arn}/*` }],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      },
    },
  };
  return [
    [
      own.blobs,
      book.note("Values too large to travel from step to step. It stays, with what is in it, when the stack is deleted.", bucket),
    ],
    [own.blobsPolicy, policy],
  ];
}

/** A value that is used again is stored again, so that it expires after its last use and not before. */
function lifecycleRules(retentionDays: number) {
  return [
    { Id: "expire", Status: "Enabled", Prefix: blobPrefix, ExpirationInDays: retentionDays },
    { Id: "abort", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  ];
}
