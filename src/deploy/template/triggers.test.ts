/** What triggers take beside the events of the entry's function. */
import { expect, test } from "vitest";
import { make, propertiesOf, withOptions } from "./make-template.fixture.ts";
import type { TemplateValue } from "./template.ts";
import { toYaml } from "./to-yaml.ts";

test("the rules of the stack, and no others, may put into the dead letters what they could not deliver", () => {
  const on = [{ schedule: "1h" }, { event: { source: ["shop"] } }, { bucket: "inbox" }, { event: { source: ["bar"] } }];
  const { template, found } = make(withOptions({ on }));
  expect(found).toEqual([]);
  expect(propertiesOf(template, "OrchwitsDeadLettersPolicy").PolicyDocument).toMatchObject({
    Statement: [
      {
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Condition: {
          ArnEquals: {
            "aws:SourceArn": ["StartEvent", "StartBucket", "StartEvent2"].map((id) => ({ "Fn::GetAtt": [id, "Arn"] })),
          },
        },
      },
    ],
  });
  expect(make(withOptions({ on: [{ schedule: "1h" }] })).template.Resources).not.toHaveProperty("OrchwitsDeadLettersPolicy");
});

test("a queue of another stack is said to need patience: whether it has, only AWS can tell", () => {
  const remark = "# A queue that is not of this stack: its visibility timeout must be at least the function's timeout";
  const textWith = (queue: TemplateValue, resources = {}) => {
    const { template, comments } = make(withOptions({ on: [{ queue }] }, { resources }));
    return toYaml(template, comments);
  };
  expect(textWith("arn:aws:sqs:us-east-1:1:orders")).toContain(`${remark}, better six times as long.\n  StartQueue:`);
  expect(textWith({ Ref: "OrdersArn" })).toContain(remark);
  const Orders = { Type: "AWS::SQS::Queue" };
  expect(textWith({ Ref: "Orders" }, { Orders })).not.toContain(remark);
  expect(textWith({ "Fn::GetAtt": ["Orders", "Arn"] }, { Orders })).not.toContain(remark);
});
