/** Statements to flow: walks a body from its end to its beginning, each statement knowing what comes after it. */
import {
  type CaseClause,
  type Expression,
  isBlock,
  isBreakStatement,
  isCaseClause,
  isContinueStatement,
  isDoStatement,
  isForInStatement,
  isForOfStatement,
  isForStatement,
  isIfStatement,
  isLabeledStatement,
  isReturnStatement,
  isSwitchStatement,
  isThrowStatement,
  isTryStatement,
  isWhileStatement,
  type Statement,
  type SwitchStatement,
  SyntaxKind,
  type TryStatement,
} from "typescript/unstable/ast";
import { caseText, readCondition, textOf } from "./condition.ts";
import { decide, type FlowNode, fallsOff, leadsTo, throws } from "./flow-node.ts";

/** What is around a statement. */
interface Surroundings {
  readonly after: FlowNode;
  readonly onBreak?: FlowNode;
  readonly onContinue?: FlowNode;
  readonly labels: ReadonlyMap<string, { readonly onBreak: FlowNode; readonly onContinue: FlowNode }>;
  readonly label?: string;
  readonly returned: (expression: Expression) => FlowNode;
}

/** The flow of a function's body, given the flow of what it returns. */
export function flowOfBody(statements: readonly Statement[], returned: (expression: Expression) => FlowNode): FlowNode {
  return flowOfAll(statements, { after: fallsOff, labels: new Map(), returned });
}

function flowOfAll(statements: readonly Statement[], around: Surroundings): FlowNode {
  let after = around.after;
  for (const statement of [...statements].reverse()) after = flowOf(statement, { ...around, after });
  return after;
}

function flowOf(statement: Statement, around: Surroundings): FlowNode {
  if (isReturnStatement(statement)) return statement.expression ? around.returned(statement.expression) : fallsOff;
  if (isThrowStatement(statement)) return throws;
  if (isBlock(statement)) return flowOfAll(statement.statements, unlabelled(around));
  if (isIfStatement(statement)) {
    const inner = unlabelled(around);
    const met = flowOf(statement.thenStatement, inner);
    const unmet = statement.elseStatement ? flowOf(statement.elseStatement, inner) : around.after;
    return flowOfCondition("if", statement.expression, met, unmet);
  }
  if (isSwitchStatement(statement)) return flowOfSwitch(statement, around);
  if (isTryStatement(statement)) return flowOfTry(statement, unlabelled(around));
  if (isForStatement(statement)) return flowOfLoop(statement.statement, statement.condition, around);
  if (isWhileStatement(statement)) return flowOfLoop(statement.statement, statement.expression, around);
  if (isDoStatement(statement)) return flowOfLoop(statement.statement, undefined, around);
  if (isForOfStatement(statement) || isForInStatement(statement)) return flowOfLoop(statement.statement, statement.expression, around);
  if (isLabeledStatement(statement)) {
    const label = statement.label.text;
    const labels = new Map(around.labels).set(label, { onBreak: around.after, onContinue: around.after });
    return flowOf(statement.statement, { ...around, labels, label });
  }
  if (isBreakStatement(statement)) {
    return (statement.label ? around.labels.get(statement.label.text)?.onBreak : around.onBreak) ?? around.after;
  }
  if (isContinueStatement(statement)) {
    return (statement.label ? around.labels.get(statement.label.text)?.onContinue : around.onContinue) ?? around.after;
  }
  return around.after;
}

function unlabelled({ label: _, ...around }: Surroundings): Surroundings {
  return around;
}

/** Two ways by a condition: the picture shows the one that is met, whichever way round the source says it. */
export function flowOfCondition(construct: "if" | "conditional", expression: Expression, met: FlowNode, unmet: FlowNode): FlowNode {
  if (met === unmet) return met;
  const condition = readCondition(expression);
  const [matched, rest] = condition.negated ? [unmet, met] : [met, unmet];
  return decide({
    construct,
    subject: condition.subject,
    at: expression,
    branches: [
      { case: condition.case, flow: matched },
      { case: null, flow: rest },
    ],
  });
}

// One round stands for all: what a round leads to, any round can lead to.
function flowOfLoop(body: Statement, condition: Expression | undefined, around: Surroundings): FlowNode {
  const round = flowOf(body, { ...unlabelled(around), onBreak: around.after, onContinue: around.after });
  if (round === around.after || condition === undefined || condition.kind === SyntaxKind.TrueKeyword) return round;
  // Leaving by a round's own condition already leads on; only a body that always returns hides the way of no round at all.
  if (leadsTo(round, around.after)) return round;
  return decide({
    construct: "if",
    subject: textOf(condition),
    at: condition,
    branches: [
      { case: "true", flow: round },
      { case: null, flow: around.after },
    ],
  });
}

function flowOfSwitch(statement: SwitchStatement, around: Surroundings): FlowNode {
  const inner = { ...unlabelled(around), onBreak: around.after };
  const clauses = statement.caseBlock.clauses;
  // A clause falls through into the next, so they are read from the last to the first.
  const flows: FlowNode[] = [];
  let next = around.after;
  for (const clause of [...clauses].reverse()) {
    next = flowOfAll(clause.statements, { ...inner, after: next });
    flows.unshift(next);
  }
  const fallback = clauses.findIndex((clause) => !isCaseClause(clause));
  const overTrue = statement.expression.kind === SyntaxKind.TrueKeyword;
  const cases = clauses.flatMap((clause, index) =>
    isCaseClause(clause) ? [{ case: caseOf(clause, overTrue), flow: flows[index] ?? around.after }] : [],
  );
  return decide({
    construct: "switch",
    subject: overTrue ? "true" : textOf(statement.expression),
    at: statement.expression,
    branches: [...cases, { case: null, flow: fallback < 0 ? around.after : (flows[fallback] ?? around.after) }],
  });
}

function caseOf(clause: CaseClause, overTrue: boolean): string {
  return overTrue ? textOf(clause.expression) : caseText(clause.expression);
}

function flowOfTry(statement: TryStatement, around: Surroundings): FlowNode {
  const last = statement.finallyBlock ? flowOf(statement.finallyBlock, around) : around.after;
  // A `finally` that always returns overrides whatever was returned before it.
  if (statement.finallyBlock && !leadsTo(last, around.after)) return last;
  const tried = flowOf(statement.tryBlock, { ...around, after: last });
  if (!statement.catchClause) return tried;
  const caught = flowOf(statement.catchClause.block, { ...around, after: last });
  return decide({
    construct: "try",
    subject: "an error is thrown",
    at: statement.catchClause,
    branches: [
      { case: "true", flow: caught },
      { case: null, flow: tried },
    ],
  });
}
