/** A source file without what a function doesn't need of it. What stays keeps its line and column, so that stack traces hold. */
import type { Outline, OutlineMember, Range } from "../../model/outline.ts";
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

function cutsOf({ kind, name, removable, whole, stepArguments }: OutlineMember, isKept: boolean, method: string): Cut[] {
  const options = stepArguments && name !== method ? [{ ...stepArguments, text: "" }] : [];
  if (isKept) return options;
  // A step stays as a method without a body, so that moves to it are known to be moves to a step.
  if (kind === "step") return removable ? [...options, { ...removable, text: "(){}" }] : options;
  // The semicolon keeps what stands before from running into what comes after.
  return [{ ...whole, text: ";" }];
}

/** The text with its cuts, as long as it was, and with notes of purity, which make it longer. */
export function applyCuts(text: string, cuts: readonly Cut[], pure: readonly number[] = []): string {
  const notes = pure.map((at) => ({ start: at, end: at, text: "/* @__PURE__ */ " }));
  let result = "";
  let position = 0;
  for (const { start, end, text: put } of [...cuts, ...notes].sort((one, other) => one.start - other.start || one.end - other.end)) {
    if (start < position) continue;
    result += text.slice(position, start) + (start === end ? put : overwrite(text.slice(start, end), put));
    position = end;
  }
  return result + text.slice(position);
}

/** Blanks in place of characters, line ends kept, with a text at the first place that has room for it. */
function overwrite(removed: string, put: string): string {
  const blank = removed.replace(/[^\r\n\u2028\u2029]/g, " ");
  const at = blank.indexOf(" ".repeat(put.length));
  return at < 0 ? put + blank.slice(put.length) : blank.slice(0, at) + put + blank.slice(at + put.length);
}
