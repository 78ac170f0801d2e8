/** A pipeline of so many steps that what the relay and the recovery may invoke doesn't fit into one policy. */
import { expect, test } from "vitest";
import { pipelineSource } from "../../src/analyzer/project.fixture.ts";
import { openWorld } from "./world.fixture.ts";

const names = Array.from({ length: 44 }, (_, index) => `way${index + 1}`);
const cases = names.map((name) => `${name}: this.next("${name}", {}, { after: "10m" })`).join(",\n");
const source = pipelineSource(`
  @step() start({ to }: { to: ${names.map((name) => `"${name}"`).join(" | ")} }) { return this.when(to, { ${cases} }); }
  ${names.map((name) => `@step() ${name}() { return this.done("${name}"); }`).join("\n")}`);

test("each of them is reached through the relay", async () => {
  const world = await openWorld();
  const stack = await world.deploy(world.write({ "pipeline.ts": source }), "many");
  expect(stack.stack.notes).toEqual([]);
  const policies = Object.values(stack.stack.resourceTypes).filter((type) => type === "AWS::IAM::ManagedPolicy");
  expect(policies.length).toBeGreaterThan(2);
  for (const to of ["way1", "way44"]) {
    const { execution } = await stack.invoke({ to });
    const queue = world.aws.queues.find(stack.resources.delays ?? "");
    await stack.until("its message waits", () => queue.count().delayed === 1 || undefined);
    world.clock.advance(10 * 60_000);
    expect(await stack.result(execution)).toBe(to);
  }
});
