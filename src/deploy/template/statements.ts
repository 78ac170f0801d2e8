/** Statements of policies: each is there because a function would fail without it, and says in a comment for what. */
import { blobPrefix, ownResources } from "../../model/deployed-names.ts";
import type { CommentBook } from "./comments.ts";
import { functionArn, isObject, sub, type TemplateObject } from "./intrinsics.ts";
import { own } from "./own-ids.ts";
import type { TemplateValue } from "./template.ts";

/** Makes statements, with a comment for each. */
export class Statements {
  readonly #book: CommentBook;
  readonly #bucket: TemplateValue;

  /** @param bucket the name of the bucket with the blobs */
  constructor(book: CommentBook, bucket: TemplateValue) {
    this.#book = book;
    this.#bucket = bucket;
  }

  journal(why: string, actions: readonly string[]): TemplateObject {
    return this.allow(
      why,
      actions.map((action) => `dynamodb:${action}`),
      [{ "Fn::GetAtt": [own.journal, "Arn"] }],
    );
  }

  invoke(why: string, functions: readonly string[]): TemplateObject {
    return this.allow(why, ["lambda:InvokeFunction"], functions.map(functionArn));
  }

  /** @param action `Get` or `Put` */
  blobs(why: string, action: "Get" | "Put"): TemplateObject {
    return this.allow(why, [`s3:${action}Object`], [arnOfBlobs(this.#bucket)]);
  }

  queue(why: string, actions: readonly string[], queue: string): TemplateObject {
    return this.allow(
      why,
      actions.map((action) => `sqs:${action}`),
      [{ "Fn::GetAtt": [queue, "Arn"] }],
    );
  }

  /** What making a schedule takes: the right to do so, and to give the schedule its role. */
  schedule(why: string): readonly TemplateObject[] {
    const group = `\${AWS::StackName}-${ownResources.schedules}`;
    const schedules = sub(`arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule/${group}/*`);
    return [
      this.allow(why, ["scheduler:CreateSchedule"], [schedules]),
      this.allow("gives those schedules the role that they invoke with", ["iam:PassRole"], [{ "Fn::GetAtt": [own.schedulerRole, "Arn"] }]),
    ];
  }

  allow(why: string, actions: readonly string[], resources: readonly TemplateValue[]): TemplateObject {
    return this.#book.note(why, { Effect: "Allow", Action: oneOrMore(actions), Resource: oneOrMore(resources) });
  }
}

function arnOfBlobs(bucket: TemplateValue): TemplateObject {
  const arnIn = (name: string) => `arn:\${AWS::Partition}:s3:::${name}/${blobPrefix}*`;
  if (typeof bucket === "string") return sub(arnIn(bucket));
  if (isObject(bucket) && typeof bucket.Ref === "string") return sub(arnIn(`\${${bucket.Ref}}`));
  return { "Fn::Sub": [arnIn(`\${Bucket}`), { Bucket: bucket }] };
}

function oneOrMore<T extends TemplateValue>(values: readonly T[]): TemplateValue {
  const [only, second] = values;
  return only !== undefined && second === undefined ? only : values;
}
