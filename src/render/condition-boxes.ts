/** The boxes that a decision is drawn as: one for a single case with its default, else one for each case and one for the rest. */
import type { Decision, Flow } from "../model/graph.ts";
import { shorten } from "./wording.ts";

/** One condition, where it leads when it holds, and where when it does not. */
export interface ConditionBox {
  readonly label: string;
  /** The whole text where the label is shortened. */
  readonly text: string;
  readonly match?: Flow;
  readonly otherwise?: Flow;
}

/** The boxes of a decision, in the order of its branches. */
export function boxesOf(decision: Decision): ConditionBox[] {
  const cases = decision.branches.filter((branch) => branch.case !== null);
  const rest = decision.branches.filter((branch) => branch.case === null);
  const [first, second] = cases;
  if (first && cases.length === 1 && rest.length <= 1) {
    return [box(decision, first.case, first.flow, rest[0]?.flow)];
  }
  if (first?.case === "true" && second?.case === "false" && isBoolean(decision) && decision.branches.length === 2) {
    return [box(decision, "true", first.flow, second.flow)];
  }
  return decision.branches.map((branch) => box(decision, branch.case, branch.flow));
}

/** Whether the decision looks at whether something holds, rather than at a value. */
export function isBoolean(decision: Decision): boolean {
  return decision.kind === "if" || decision.kind === "conditional" || decision.kind === "try";
}

/** A branch in words, for outlines: `if choice = 'c'`, `if strict`, `otherwise`. */
export function branchText(decision: Decision, value: string | null): string {
  if (value === null) return "otherwise";
  if (value === "true" && isBoolean(decision)) return `if ${shorten(decision.subject, 70)}`;
  if (decision.subject === "true") return `if ${shorten(value, 70)}`;
  return `if ${shorten(decision.subject, 50)} = ${shorten(value, 40)}`;
}

function box(decision: Decision, value: string | null, match: Flow, otherwise?: Flow): ConditionBox {
  const say = (subjectLength: number, caseLength: number): string => {
    const subject = shorten(decision.subject, subjectLength);
    const matched = value === null ? "*" : shorten(value, caseLength);
    if (value === "true" && isBoolean(decision)) return `${subject} ?`;
    // `switch (true)` looks at its cases only.
    if (decision.subject === "true") return `${matched} ?`;
    return `${subject} = ${matched} ?`;
  };
  const fits = value === "true" || value === null ? 40 : 28;
  return { label: say(fits, 20), text: say(Infinity, Infinity), match, ...(otherwise && { otherwise }) };
}
