/** Types that differ are never taken for one, whatever numbers the compiler has given them. */
import { expect, test } from "vitest";
import { pipelineSource } from "../project.fixture.ts";
import { readProject } from "../read-project.fixture.ts";

test("a literal is not the type whose number it looks like", () => {
  // The compiler numbers its own types, such as `number` and `null`, from 1.
  const literals = Array.from({ length: 100 }, (_, index) => String(index));
  const types = [...literals, "number", "string", "null", "bigint", "boolean", "unknown", "object", '"15"'];
  const keys = types.map((type, index) => `k${index}?: ${type}`).join("; ");
  const source = pipelineSource(
    `@step() start() { return this.next("end"); } @step() end(all: { ${keys} }) { return this.done(Object.keys(all).length); }`,
  );
  const [graph] = readProject({ "pipeline.ts": source }).pipelines;
  const reads = graph?.steps.find(({ name }) => name === "end")?.reads ?? {};
  expect(types.map((_, index) => graph?.types[reads[`k${index}`]?.type ?? -1]?.text)).toEqual(types);
});
