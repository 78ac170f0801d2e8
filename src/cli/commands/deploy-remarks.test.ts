/** `orchwits deploy` before it changes anything: what it says of the pipeline beside errors, and what Ctrl-C does while it builds. */
import { expect, onTestFinished, test } from "vitest";
import { makeCloudFormation } from "../../local-aws/cloudformation/cloudformation-service.ts";
import { startLocalAws } from "../../local-aws/local-aws.ts";
import { cafe, makeFolder, orchwits, pressCtrlC } from "../command-line.fixture.ts";

async function openAws() {
  const aws = await startLocalAws();
  onTestFinished(() => aws.close());
  aws.register(makeCloudFormation(aws, {}));
  return aws;
}

test("tells warnings first, counts hints, and keeps both out of what programs read", async () => {
  const { environment } = await openAws();
  // Nothing moves to the cake, and nothing provides the sugar that the coffee may take.
  const cake = "  @step()\n  cake() {\n    return this.done();\n  }\n\n  @step()\n  drink(";
  const source = cafe
    .replace("  @step()\n  drink(", cake)
    .replace("({ beans }: { beans: number }", "({ beans }: { beans: number; sugar?: number }");
  const folder = makeFolder({ "pipeline.ts": source });
  const words = ["deploy", "pipeline.ts", "--stack", "cafe", "--diff", "--json"];
  const { code, stdout, stderr } = await orchwits(folder, words, { environment });
  expect(stderr).toMatch(
    /^warning OW105 Step 'cake' never runs: no step moves to it\.\n {2}pipeline\.ts:21:3\n.*\n1 warning in Cafe \(5 steps\)\nOW105 is explained in .*\n1 hint, shown by: orchwits check pipeline\.ts\n\nCafe → stack cafe in us-east-1/s,
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: "planned" });
});

test("ends with Ctrl-C while it builds, and has changed nothing", async () => {
  const { environment, buckets } = await openAws();
  const folder = makeFolder({ "pipeline.ts": cafe });
  const { code, stdout, stderr } = await orchwits(folder, ["deploy", "pipeline.ts", "--stack", "cafe", "--yes"], {
    environment,
    detached: true,
    reactions: [{ after: "→ stack cafe", act: pressCtrlC }],
  });
  expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: "", stderr: "Cafe → stack cafe in us-east-1, account 000000000000\n" });
  expect(buckets.all()).toEqual([]);
});
