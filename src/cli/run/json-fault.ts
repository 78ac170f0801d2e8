/** Finds where a text stops being JSON, because the parser's own message says so only sometimes. */

/** Where the fault is, and what was expected there. */
export interface JsonFault {
  readonly offset: number;
  readonly expected: string;
}

// JSON forbids control characters in strings, so the pattern has to name them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /(?:true|false|null)\b/y;
const space = /[ \t\r\n]*/y;

/** The first fault of a text, or undefined when it is JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  let at = 0;
  // The ends of the lists and objects that are open.
  const open: ("]" | "}")[] = [];
  let expects: "value" | "value or end" | "key" | "key or end" | "more or end" = "value";

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const takeCharacter = (character: string): boolean => {
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const fault = (expected: string): JsonFault => ({ offset: at, expected });

  for (;;) {
    take(space);
    const end = open.at(-1);
    if (expects === "more or end") {
      if (end === undefined) return at === text.length ? undefined : fault("the end of the text");
      if (takeCharacter(",")) expects = end === "]" ? "value" : "key";
      else if (takeCharacter(end)) open.pop();
      else return fault(`',' or '${end}'`);
    } else if (expects === "key" || expects === "key or end") {
      if (expects === "key or end" && takeCharacter("}")) {
        open.pop();
        expects = "more or end";
        continue;
      }
      if (!take(string)) return fault("a key in double quotes");
      take(space);
      if (!takeCharacter(":")) return fault("':'");
      expects = "value";
    } else if (expects === "value or end" && takeCharacter("]")) {
      open.pop();
      expects = "more or end";
    } else if (takeCharacter("{")) {
      open.push("}");
      expects = "key or end";
    } else if (takeCharacter("[")) {
      open.push("]");
      expects = "value or end";
    } else if (take(string) || take(number) || take(word)) {
      expects = "more or end";
    } else {
      return fault(text[at] === "'" ? "a value, and texts stand in double quotes" : "a value");
    }
  }
}

/** The line of the fault, cut to what fits, with a mark under it. */
export function drawJsonFault(text: string, { offset, expected }: JsonFault): string {
  const before = text.slice(0, offset).split("\n");
  const column = before.at(-1)?.length ?? 0;
  const line = (text.split("\n")[before.length - 1] ?? "").replaceAll(/[\t\r]/g, " ");
  const from = Math.max(0, column - 40);
  const where = before.length > 1 ? `line ${before.length}, column ${column + 1}` : `column ${column + 1}`;
  return `${where}: expected ${expected}\n  ${line.slice(from, from + 78)}\n  ${" ".repeat(column - from)}^`;
}
