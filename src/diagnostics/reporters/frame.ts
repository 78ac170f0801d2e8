/** The lines of source around a place, with the place marked. */
import { codeFrameColumns } from "@babel/code-frame";
import type { Place } from "../../model/graph.ts";

/** Lines of a place that are shown and marked; of anything longer, its beginning says enough. */
const longestMark = 3;

/** How a frame looks. */
export interface FrameOptions {
  readonly colour: boolean;
  /** Lines shown above and below the marked ones. */
  readonly context: number;
}

/** A code frame, or undefined where the source has no such line. */
export function frame(source: string, at: Place, { colour, context }: FrameOptions): string | undefined {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const first = lines[at.line - 1];
  if (first === undefined) return undefined;
  const cut = at.endLine >= at.line + longestMark || at.endLine > lines.length;
  const endLine = cut ? at.line : at.endLine;
  const endColumn = cut ? first.length + 1 : at.endColumn;
  // Only the lines shown are handed over: highlighting a long file anew for each finding would cost seconds.
  const startLine = Math.max(1, at.line - context);
  const shown = lines.slice(startLine - 1, endLine + context).join("\n");
  const range = { start: { line: at.line, column: at.column }, end: { line: endLine, column: endColumn } };
  const options = { forceColor: colour, startLine, linesAbove: context, linesBelow: context };
  return codeFrameColumns(shown, range, options);
}
