/** A source file without what a function doesn't need of it. What stays keeps its line and column, so that stack traces hold. */
import type { Outline, OutlineConstant, OutlineMember, OutlineStatement, Range } from "../../model/outline.ts";
import { keptMembers } from "./kept-members.ts";

/** A range to be overwritten: with a text, then with blanks. */
interface Cut extends Range {
  readonly text: string;
}

/** Tells, for one method, what is to be cut out of a file. */
export interface Pruning {
  cutsIn(file: string): readonly Cut[];
}

/** @param method the step's name, or `onFailure` */
export function planPruning(outline: Outline, method: string): Pruning {
  const kept = keptMembers(outline, method);
  return {
    cutsIn: (file) => [
      ...outline.members.filter((member) => member.file === file).flatMap((member) => cutsOf(member, kept.has(member), method)),
      ...unmentioned(outline, kept, file).map(({ start, end }) => ({ start, end, text: ";" })),
      ...outline.strangers.filter((stranger) => stranger.file === file).map(({ start, end }) => ({ start, end, text: "" })),
    ],
  };
}

/** The statements of a file whose declarations nothing mentions that is kept. */
function unmentioned({ statements, always }: Outline, kept: ReadonlySet<OutlineMember>, file: string): OutlineStatement[] {
  const here = statements.filter((statement) => statement.file === file);
  const members = [...kept].filter((member) => member.file === file);
  const mentioned = new Set([...always.filter((one) => one.file === file), ...members].flatMap(({ mentions }) => mentions));
  // What code evaluates that is only known as a text may mention anything.
  if (mentioned.has("eval")) return [];
  const reached = new Set<OutlineStatement>();
  for (const name of mentioned) {
    for (const statement of here) {
      if (reached.has(statement) || !statement.declares.includes(name)) continue;
      reached.add(statement);
      for (const one of statement.mentions) mentioned.add(one);
    }
  }
  return here.filter((statement) => !reached.has(statement));
}

function cutsOf({ name, whole, stepArguments, stepDecorator }: OutlineMember, isKept: boolean, method: string): Cut[] {
  // The semicolon keeps what stands before from running into what comes after.
  if (!isKept) return [{ ...whole, text: ";" }];
  return [
    ...(stepArguments && name !== method ? [{ ...stepArguments, text: "" }] : []),
    ...(stepDecorator ? callsInPlace(stepDecorator, name) : []),
  ];
}

/**
 * Calls a decorator where the class is made: no Node runs decorators yet, and what bundlers put in their place takes 2 KB and some time
 * in each cold start.
 */
function callsInPlace({ start, end }: Range, name: string): Cut[] {
  const key = JSON.stringify(name);
  return [
    { start, end: start + 1, text: "static{" },
    { start: end, end, text: `(this.prototype[${key}],{kind:"method",name:${key}})}` },
  ];
}

/**
 * The text with its cuts, as long as it was, and with constants that need not be made where nobody uses them.
 *
 * That makes the lines on which constants begin and end longer. What follows there is found some columns further on in a stack trace.
 */
export function applyCuts(text: string, cuts: readonly Cut[], constants: readonly OutlineConstant[] = []): string {
  const marks = constants.flatMap(({ start, end, pattern }): Cut[] => {
    const whole = `orchwits$${start}`;
    // Taking a property counts as doing something, too.
    const taken = pattern?.bindings.map(({ property, name }) => `, ${name} = ${pureBegin}${whole}.${property}${pureEnd}`) ?? [];
    return [
      ...(pattern ? [{ start: pattern.start, end: pattern.end, text: whole }] : []),
      { start, end: start, text: pureBegin },
      { start: end, end, text: pureEnd + taken.join("") },
    ];
  });
  let result = "";
  let position = 0;
  for (const { start, end, text: put } of [...cuts, ...marks].sort((one, other) => one.start - other.start || one.end - other.end)) {
    if (start < position) continue;
    result += text.slice(position, start) + (start === end ? put : overwrite(text.slice(start, end), put));
    position = end;
  }
  return result + text.slice(position);
}

// Called at once, a function is the same as its body; and a call with this note may be left out with all that it takes.
const pureBegin = "/* @__PURE__ */ (() => (";
const pureEnd = "))()";

/** Blanks in place of characters, line ends kept, with a text at the first place that has room for it. */
function overwrite(removed: string, put: string): string {
  const blank = removed.replace(/[^\r\n\u2028\u2029]/g, " ");
  const at = blank.indexOf(" ".repeat(put.length));
  return at < 0 ? put + blank.slice(put.length) : blank.slice(0, at) + put + blank.slice(at + put.length);
}
