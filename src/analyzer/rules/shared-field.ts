/** OW204: data that leaves the state, in a field or a variable that one step writes and another reads. */
import { diagnose } from "../../diagnostics/diagnostic.ts";
import type { Touch } from "../../model/graph.ts";
import { wordKey } from "../wording.ts";
import type { Rule } from "./rule.ts";

interface Use {
  readonly step: string;
  readonly touch: Touch;
}

export const sharedField: Rule = function* ({ graph }) {
  const uses = new Map<string, { writes: Use[]; reads: Use[] }>();
  for (const { name: step, touches } of graph.steps) {
    for (const touch of touches) {
      const id = `${touch.kind} ${touch.name}`;
      const known = uses.get(id) ?? { writes: [], reads: [] };
      uses.set(id, known);
      known[touch.access === "write" ? "writes" : "reads"].push({ step, touch });
    }
  }
  for (const { writes, reads } of uses.values()) {
    const write = writes.find((use) => reads.some(({ step }) => step !== use.step));
    const read = reads.find(({ step }) => step !== write?.step);
    if (!write || !read) continue;
    const { kind, name } = write.touch;
    const what = kind === "field" ? `the field 'this.${name}'` : `the variable '${name}'`;
    yield diagnose(
      "OW204",
      `Step '${write.step}' writes ${what} and step '${read.step}' reads it, but each step runs as a function of its own: the value does not get there.`,
      {
        at: write.touch.at,
        step: write.step,
        related: [{ message: `'${read.step}' reads it here`, at: read.touch.at }],
        fix: `Put it in the state: \`this.next(…, { ${wordKey(name)}: … })\`, and let '${read.step}' take '${name}' as a key.`,
      },
    );
  }
};
