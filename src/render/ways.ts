/** Under which conditions a step takes each of its edges, in words. */
import type { Decision, Flow, Step } from "../model/graph.ts";
import { branchText, isBoolean } from "./condition-boxes.ts";
import { shorten } from "./wording.ts";

/** Decisions can be shared, so ways to an edge can be many; more than this help nobody. */
const mostWays = 6;

/** For each edge of the step, the ways to it; each is a list of conditions that all hold. An empty list is no condition. */
export function waysTo(step: Step): readonly (readonly (readonly string[])[])[] {
  const ways: string[][][] = step.edges.map(() => []);
  let steps = 0;
  const follow = (flow: Flow, conditions: readonly string[]): void => {
    if (++steps > 2_000) return;
    if ("anyOf" in flow) {
      for (const part of flow.anyOf) follow(part, conditions);
    } else if ("edge" in flow) {
      const known = ways[flow.edge];
      if (known && known.length < mostWays) known.push([...conditions]);
    } else {
      const decision = step.decisions[flow.decision];
      for (const branch of decision?.branches ?? []) {
        if (decision) follow(branch.flow, [...conditions, conditionText(decision, branch.case)]);
      }
    }
  };
  if (step.flow) follow(step.flow, []);
  return ways;
}

function conditionText(decision: Decision, value: string | null): string {
  if (value !== null) return branchText(decision, value);
  const [only, ...more] = decision.branches.filter((branch) => branch.case !== null);
  if (only && more.length === 0) return branchText(decision, only.case).replace(/^if/, "unless");
  return isBoolean(decision) || decision.subject === "true" ? "otherwise" : `if ${shorten(decision.subject, 50)} is anything else`;
}
