/** What to do where CloudFormation's words leave people alone with a resource that they never wrote. */

/** @returns a sentence, after a space; nothing where the reason says all */
export function remedyFor(type: string | undefined, reason: string): string {
  const [, group] = /identifier '(?:\{"[^"]*":")?([^'"]+)(?:"\})?' already exists/.exec(reason) ?? [];
  // A function's log group comes back when what it logged last arrives after the stack was deleted.
  if (type === "AWS::Logs::LogGroup" && group !== undefined) {
    return ` It was left behind by an earlier stack of that name: aws logs delete-log-group --log-group-name ${group}`;
  }
  if (type === "AWS::Lambda::EventSourceMapping" && /visibility timeout: .* is less than Function timeout/i.test(reason)) {
    return " Give the queue six times the function's timeout, or 'start' a shorter 'timeout'.";
  }
  return "";
}
