/** The first sentence of a method's documentation comment: what the picture and the template say of the step. */
import { getLeadingCommentRanges, type Node } from "typescript/unstable/ast";

export function descriptionOf(node: Node): string | undefined {
  const text = node.getSourceFile().text;
  const comment = getLeadingCommentRanges(text, node.pos)
    ?.map(({ pos, end }) => text.slice(pos, end))
    .findLast((range) => range.startsWith("/**"));
  const prose = comment
    ?.slice(3, -2)
    .split("\n")
    .map((line) => line.replace(/^\s*\*\s?/, ""))
    .join(" ")
    .replace(/\s@\w[\s\S]*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  if (!prose || prose.startsWith("@")) return undefined;
  return /^.*?[.!?](?=\s|$)/.exec(prose)?.[0] ?? prose;
}
