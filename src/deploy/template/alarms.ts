/** Alarms: for executions that failed, and for what the recovery could not make sense of. */
import type { CommentBook } from "./comments.ts";
import { getAtt, ref, type TemplateObject } from "./intrinsics.ts";
import { tagList } from "./lambda-function.ts";
import { own } from "./own-ids.ts";
import type { TemplateResource, TemplateValue } from "./template.ts";

export function makeAlarms(
  book: CommentBook,
  topic: TemplateValue | undefined,
  tags: TemplateObject,
): readonly (readonly [string, TemplateResource])[] {
  const failures = makeAlarm(
    `An execution of \${AWS::StackName} failed: orchwits runs --stack \${AWS::StackName} --status failed`,
    {
      Namespace: "Orchwits",
      MetricName: "ExecutionsFailed",
      Dimensions: [{ Name: "Stack", Value: ref("AWS::StackName") }],
      Statistic: "Sum",
    },
    topic,
    tags,
  );
  const rejects = makeAlarm(
    `Messages of \${AWS::StackName} could not be handled. They lie in its queue of rejects.`,
    {
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: getAtt(own.rejects, "QueueName") }],
      Statistic: "Maximum",
    },
    topic,
    tags,
  );
  const unsent = topic === undefined ? " Nobody is told: the option 'alarmTopic' names a topic." : "";
  return [
    [own.failuresAlarm, book.note(`Rings when an execution fails.${unsent}`, failures)],
    [own.rejectsAlarm, rejects],
  ];
}

function makeAlarm(description: string, metric: TemplateObject, topic: TemplateValue | undefined, tags: TemplateObject): TemplateResource {
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmDescription: { "Fn::Sub": description },
      ...metric,
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
      ...(topic !== undefined && { AlarmActions: [topic] }),
      ...tagList(tags),
    },
  };
}
