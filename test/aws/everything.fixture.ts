/** The source of a pipeline that uses all there is on AWS: a queue, delays of any length, large values, the input, retries, onFailure. */

export const everything = `import { Pipeline, RetryLater, step, type StepContext } from "orchwits";

export class Everything extends Pipeline {
  static readonly stack = { resources: { Inputs: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 180 } } } };

  @step({ on: [{ queue: { Ref: "Inputs" } }] })
  start({ text }: { text: string }) {
    return this.next("soon", { text, length: text.length }, { after: "2s" });
  }

  @step()
  async soon({ length }: { length: number }, { input }: StepContext) {
    const { text } = (await input()) as { text: string };
    return this.next("late", { same: text.length === length, copy: text.toUpperCase() }, { after: "20m" });
  }

  @step({ retry: { attempts: 3, first: "1s", max: "1h" } })
  late({ text, copy }: { text: string; copy: string }, { attempt }: StepContext) {
    if (text.toUpperCase() !== copy) throw new Error("They differ.");
    if (attempt === 1) throw new RetryLater("1h");
    return this.next("end");
  }

  @step()
  end({ copy, same }: { copy: string; same: boolean }) {
    return this.done({ copy, same });
  }

  onFailure(error: Error, state: Record<string, unknown>) {
    console.log("onFailure was given", error.message, Object.keys(state).join());
  }
}
`;
