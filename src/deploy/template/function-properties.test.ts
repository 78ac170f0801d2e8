/** The properties of SAM's function, held against AWS's own description of them. */
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { expect, test } from "vitest";
import { functionProperties } from "./function-properties.ts";

const spec = loadAwsServiceSpecSync();

function propertiesOf(type: string): readonly string[] {
  return Object.keys(spec.lookup("resource", "cloudFormationType", "equals", type).only().properties);
}

/** What SAM calls otherwise, or has in another form. */
const renamed = { Code: "CodeUri", DeadLetterConfig: "DeadLetterQueue", TracingConfig: "Tracing" };

test("what Lambda's function has, SAM's has too, or a newer version of AWS's description is here", () => {
  const wanted = propertiesOf("AWS::Lambda::Function").map((name) => (name in renamed ? renamed[name as keyof typeof renamed] : name));
  expect(Object.keys(functionProperties)).toEqual(expect.arrayContaining(wanted));
});

test("what AWS's description of SAM's function has, is known", () => {
  expect(Object.keys(functionProperties)).toEqual(expect.arrayContaining([...propertiesOf("AWS::Serverless::Function")]));
});
