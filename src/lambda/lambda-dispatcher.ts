/** Delivery on AWS: at once by invoking the step's function, later by whatever the stack has for that. */
import type { Dispatcher } from "../engine/dispatcher.ts";
import { writeMessage } from "../engine/write-message.ts";
import { functionOfStep } from "../model/deployed-names.ts";
import type { Message } from "../model/message.ts";
import type { AwsClient } from "./aws/aws-client.ts";
import { loadFaults } from "./load-faults.ts";

/** Something that is to run later. */
export interface Parcel {
  readonly message: Message;
  /** The message as functions are invoked with it. */
  readonly body: string;
  /** The ARN of the function. */
  readonly functionArn: string;
  readonly afterMilliseconds: number;
}

/** Sends a parcel, or says by `undefined` that this is nothing for it. */
export type Carry = (parcel: Parcel) => Promise<void> | undefined;

export class LambdaDispatcher implements Dispatcher {
  readonly #client: AwsClient;
  readonly #functions: string;
  readonly #carriers: readonly Carry[];

  /**
   * @param functions what the ARNs of the stack's functions begin with
   * @param carriers what takes messages that are to be delivered later: the first that can
   */
  constructor(client: AwsClient, functions: string, carriers: readonly Carry[]) {
    this.#client = client;
    this.#functions = functions;
    this.#carriers = carriers;
  }

  async dispatch(message: Message, afterMilliseconds: number): Promise<void> {
    // The text of a message is made once, however often it is measured and sent.
    const body = `{"$orchwits":${writeMessage(message)}}`;
    const functionArn = this.#functions + functionOfStep(message.step);
    if (afterMilliseconds <= 0) return this.#invoke(functionArn, body);
    for (const carry of this.#carriers) {
      const carried = carry({ message, body, functionArn, afterMilliseconds });
      if (carried) return carried;
    }
    throw (await loadFaults()).makeNoDelays(message.step, afterMilliseconds);
  }

  async #invoke(functionArn: string, body: string): Promise<void> {
    const [, name = ""] = functionArn.split(":function:");
    const headers = { "content-type": "application/json", "x-amz-invocation-type": "Event" };
    const path = `/2015-03-31/functions/${name}/invocations`;
    await this.#client.send({ service: "lambda", operation: "Invoke", method: "POST", path, headers, body }, () => undefined);
  }
}
