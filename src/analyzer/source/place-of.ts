/** Places of syntax nodes, relative to the pipeline's folder, so that they are the same on every machine. */
import path from "node:path";
import type { Node, SourceFile } from "typescript/unstable/ast";
import type { Place } from "../../model/graph.ts";

/** Tells places relative to one folder. */
export type PlaceOf = (node: Node) => Place;

export function makePlaceOf(folder: string): PlaceOf {
  return (node) => {
    const sourceFile = node.getSourceFile();
    return placeOfRange(folder, sourceFile, node.getStart(sourceFile), node.end);
  };
}

/** The place of a range of characters. */
export function placeOfRange(folder: string, sourceFile: SourceFile, start: number, end: number): Place {
  const from = sourceFile.getLineAndCharacterOfPosition(start);
  const to = sourceFile.getLineAndCharacterOfPosition(end);
  return {
    file: path.relative(folder, sourceFile.fileName).replaceAll(path.sep, "/"),
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}
