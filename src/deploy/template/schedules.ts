/** Schedules: for what waits longer than a queue can keep it. */
import { ownResources } from "../../model/deployed-names.ts";
import type { CommentBook } from "./comments.ts";
import { getAtt, ofStack, ref, type TemplateObject } from "./intrinsics.ts";
import { invokeAll } from "./invoke-all.ts";
import { tagList } from "./lambda-function.ts";
import { listNames } from "./list-names.ts";
import { own } from "./own-ids.ts";
import type { Statements } from "./statements.ts";
import type { TemplateResource, TemplateValue } from "./template.ts";

type Named = readonly [id: string, TemplateResource];

export interface ScheduleOptions {
  /** The functions that schedules invoke, without the stack's prefix. */
  readonly targets: readonly string[];
  readonly tags: TemplateObject;
  readonly permissionsBoundary?: TemplateValue | undefined;
}

/** The group that schedules are made in, and the role that they invoke functions with. */
export function makeSchedules(book: CommentBook, statements: Statements, options: ScheduleOptions): readonly Named[] {
  const { targets, tags, permissionsBoundary } = options;
  const group: TemplateResource = {
    Type: "AWS::Scheduler::ScheduleGroup",
    Properties: { Name: ofStack(ownResources.schedules), ...tagList(tags) },
  };
  const invokes = invokeAll(statements, own.schedulerRole, targets, `runs ${listNames(targets)} when the time has come`);
  const role: TemplateResource = {
    Type: "AWS::IAM::Role",
    Properties: {
      Description: { "Fn::Sub": `What schedules of \${AWS::StackName} invoke its functions with` },
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "scheduler.amazonaws.com" },
            Action: "sts:AssumeRole",
            // Nobody else's schedules may use it (EventBridge Scheduler user guide, "Confused deputy prevention").
            Condition: { StringEquals: { "aws:SourceAccount": ref("AWS::AccountId"), "aws:SourceArn": getAtt(own.schedules, "Arn") } },
          },
        ],
      },
      Policies: [
        {
          PolicyName: "invoke",
          PolicyDocument: {
            Version: "2012-10-17",
            Statement: [...invokes.statements, statements.queue("keeps what could not be delivered", ["SendMessage"], own.deadLetters)],
          },
        },
      ],
      ...(invokes.managed.length > 0 && { ManagedPolicyArns: invokes.managed }),
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
      ...tagList(tags),
    },
  };
  return [
    [own.schedules, book.note("Schedules of steps that run later than in 15 minutes, each deleted once it has run.", group)],
    [own.schedulerRole, role],
    ...invokes.resources,
  ];
}
