/** Puts what was read of a step's outcomes in order: no decision that decides nothing, everything numbered as the source has it. */
import type { Decision, Edge, Flow, Place, Step } from "../../model/graph.ts";

/** Several ways as one. */
export function joined(flows: readonly (Flow | undefined)[]): Flow | undefined {
  const known = flows.filter((flow) => flow !== undefined);
  const [only] = known;
  return known.length > 1 ? { anyOf: known } : only;
}

/** Leaves out decisions that turned out to decide nothing, and numbers everything in the order of the source. */
export function tidyFlow(
  edges: readonly Edge[],
  decisions: readonly (Decision | undefined)[],
  flow: Flow | undefined,
): Pick<Step, "edges" | "decisions" | "flow"> {
  const inOrder = edges.map((edge, index) => ({ edge, index })).sort((one, other) => comparePlaces(one.edge.at, other.edge.at));
  const edgeNumbers = new Map(inOrder.map(({ index }, number) => [index, number]));
  const kept: Decision[] = [];
  const renumbered = new Map<number, Flow | undefined>();
  const visit = (one: Flow): Flow | undefined => {
    if ("anyOf" in one) return joined(one.anyOf.map(visit));
    if ("edge" in one) return { edge: edgeNumbers.get(one.edge) ?? one.edge };
    if (!renumbered.has(one.decision)) {
      const decision = decisions[one.decision];
      const [branch] = decision?.branches ?? [];
      if (!decision || !branch) renumbered.set(one.decision, undefined);
      else if (decision.branches.length === 1) renumbered.set(one.decision, visit(branch.flow));
      else {
        const index = kept.push(decision) - 1;
        renumbered.set(one.decision, { decision: index });
        kept[index] = {
          ...decision,
          branches: decision.branches.flatMap((each) => {
            const to = visit(each.flow);
            return to ? [{ case: each.case, flow: to }] : [];
          }),
        };
      }
    }
    return renumbered.get(one.decision);
  };
  const tidied = flow && visit(flow);
  return { edges: inOrder.map(({ edge }) => edge), ...(tidied ? { flow: tidied } : {}), decisions: kept };
}

function comparePlaces(one: Place, other: Place): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}
