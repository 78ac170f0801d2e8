/** Delivery on AWS: at once by invoking the step's function, later through the delay queue, much later through a schedule. */
import type { Clock } from "../engine/clock.ts";
import type { Dispatcher } from "../engine/dispatcher.ts";
import { OrchwitsError } from "../engine/errors.ts";
import { writeMessage } from "../engine/write-message.ts";
import { functionOfStep } from "../model/deployed-names.ts";
import type { Message } from "../model/message.ts";
import type { StackResources } from "../model/stack-resources.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { AwsError } from "./aws/aws-error.ts";
import { sha256 } from "./aws/hashes.ts";
import { callJson } from "./aws/json-call.ts";

/** The stack has nothing that could deliver a message so late. */
export class NoDelays extends OrchwitsError {
  override readonly name = "NoDelays";
  readonly origin = "pipeline";
}

/** The longest delay of a message in a queue (SQS API, `SendMessage`). */
const longestQueuedMilliseconds = 900_000;

/** Retries of a schedule's invocation: with its dead-letter queue, none is lost. */
const scheduleRetries = { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 20 };

type Delays = Pick<StackResources, "functions" | "delays" | "schedules" | "schedulerRole" | "deadLetters">;

export class LambdaDispatcher implements Dispatcher {
  readonly #client: AwsClient;
  readonly #resources: Delays;
  readonly #clock: Clock;

  constructor(client: AwsClient, resources: Delays, clock: Clock) {
    this.#client = client;
    this.#resources = resources;
    this.#clock = clock;
  }

  async dispatch(message: Message, afterMilliseconds: number): Promise<void> {
    const { delays, schedules, schedulerRole } = this.#resources;
    // The text of a message is made once, however often it is measured and sent.
    const body = `{"$orchwits":${writeMessage(message)}}`;
    if (afterMilliseconds <= 0) return this.#invoke(message, body);
    if (delays && afterMilliseconds <= longestQueuedMilliseconds) return this.#enqueue(delays, body, afterMilliseconds);
    if (schedules && schedulerRole) return this.#schedule(schedules, schedulerRole, message, body, afterMilliseconds);
    throw new NoDelays(
      `Step '${message.step}' is to run in ${Math.ceil(afterMilliseconds / 1_000)} s, but the stack has no ${delays ? "schedules" : "delays"}: ` +
        "its template was made from a graph without them. Deploy it again, from the source that runs now; the execution then goes on by itself, or with 'orchwits resume'.",
    );
  }

  async #invoke({ step }: Message, body: string): Promise<void> {
    const [, name = ""] = this.#functionOf(step).split(":function:");
    const headers = { "content-type": "application/json", "x-amz-invocation-type": "Event" };
    const path = `/2015-03-31/functions/${name}/invocations`;
    await this.#client.send({ service: "lambda", operation: "Invoke", method: "POST", path, headers, body }, () => undefined);
  }

  async #enqueue(queue: string, body: string, afterMilliseconds: number): Promise<void> {
    const DelaySeconds = Math.ceil(afterMilliseconds / 1_000);
    await callJson(this.#client, "sqs", "SendMessage", { QueueUrl: queue, MessageBody: body, DelaySeconds });
  }

  /** The name tells one attempt of one hop, so that scheduling it twice is refused, and that is well. */
  async #schedule(group: string, role: string, message: Message, body: string, afterMilliseconds: number): Promise<void> {
    const { deadLetters } = this.#resources;
    const { execution, branch, hop, attempt, step } = message;
    const name = sha256(JSON.stringify([execution, branch, hop, attempt]));
    const at = new Date(Math.ceil((this.#clock.now() + afterMilliseconds) / 1_000) * 1_000).toISOString().slice(0, 19);
    const schedule = {
      GroupName: group,
      ScheduleExpression: `at(${at})`,
      ScheduleExpressionTimezone: "UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: {
        Arn: this.#functionOf(step),
        RoleArn: role,
        Input: body,
        RetryPolicy: scheduleRetries,
        ...(deadLetters && { DeadLetterConfig: { Arn: deadLetters } }),
      },
    };
    const headers = { "content-type": "application/json" };
    const request = { service: "scheduler", operation: "CreateSchedule", method: "POST", path: `/schedules/${name}`, headers } as const;
    try {
      await this.#client.send({ ...request, body: JSON.stringify(schedule) }, () => undefined);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === "ConflictException")) throw error;
    }
  }

  #functionOf(step: string): string {
    return this.#resources.functions + functionOfStep(step);
  }
}
