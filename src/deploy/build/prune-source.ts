/** A source file without what a function doesn't need of it. What stays keeps its line and column, so that stack traces hold. */
import type { Outline, OutlineConstant, OutlineMember, Range } from "../../model/outline.ts";
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
      ...outline.strangers.filter((stranger) => stranger.file === file).map(({ start, end }) => ({ start, end, text: "" })),
    ],
  };
}

function cutsOf({ kind, name, removable, whole, stepArguments, modifiers }: OutlineMember, isKept: boolean, method: string): Cut[] {
  const options = stepArguments && name !== method ? [{ ...stepArguments, text: "" }] : [];
  if (isKept) return options;
  // A step stays as a method without a body, so that moves to it are known to be moves to a step.
  if (kind === "step") {
    const signature = modifiers ? [{ ...modifiers, text: " " }] : [];
    return removable ? [...options, ...signature, { ...removable, text: "(){}" }] : options;
  }
  // The semicolon keeps what stands before from running into what comes after.
  return [{ ...whole, text: ";" }];
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
