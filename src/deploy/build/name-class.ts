/** Gives a bundle's class the name that its author gave it, so that stack traces name that: `Cafe.coffee` instead of `Ot.coffee`. */

/** A class that was minified, and what its bundle calls it. */
const handedOver = (name: string) => new RegExp(`\\(([\\w$]+),(?:"[^"]*",)?\\{pipeline:"${quoted(name)}"`, "g");

interface Mapped {
  readonly code: string;
  /** Of its source map. */
  readonly mappings: string;
}

/**
 * Node takes the name from the syntax, so that the class needs it there; nothing that is done to it when it is made has the same effect.
 * Where it has another name there, because it speaks of itself, or could hide something, it stays as it is.
 */
export function nameClass({ code, mappings }: Mapped, name: string): Mapped {
  const variable = [...code.matchAll(handedOver(name))].at(-1)?.[1];
  const isTaken = new RegExp(`(?<![\\w$.\\u0080-\\uffff])${quoted(name)}(?![\\w$\\u0080-\\uffff])`).test(withoutPipelineNames(code, name));
  if (variable === undefined || isTaken) return { code, mappings };
  const made = new RegExp(`(?<![\\w$.])${quoted(variable)}=class(?=[ {])(?! [\\w$]+ extends| [\\w$]+\\{)`, "g");
  const [first, second] = [...code.matchAll(made)];
  if (!first || second) return { code, mappings };
  const end = first.index + first[0].length;
  const put = ` ${name}`;
  const lineStart = code.lastIndexOf("\n", end - 1) + 1;
  const line = code.slice(0, lineStart).split("\n").length - 1;
  return { code: code.slice(0, end) + put + code.slice(end), mappings: shift(mappings, line, end - lineStart, put.length) };
}

function withoutPipelineNames(code: string, name: string): string {
  return code.replaceAll(`pipeline:"${name}"`, "");
}

function quoted(name: string): string {
  return name.replaceAll("$", "\\$");
}

/** Moves what is mapped on a line from a column on: the first place's distance from the one before it grows. */
function shift(mappings: string, line: number, column: number, by: number): string {
  const lines = mappings.split(";");
  let position = 0;
  let isMoved = false;
  const segments = (lines[line] ?? "").split(",").map((segment) => {
    const { value, rest } = readNumber(segment);
    position += value;
    if (isMoved || segment === "" || position < column) return segment;
    isMoved = true;
    return writeNumber(value + by) + rest;
  });
  lines[line] = segments.join(",");
  return lines.join(";");
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The number that a text begins with: base 64, five bits a digit, the lowest first, the sign in the lowest bit (source map specification). */
function readNumber(text: string): { readonly value: number; readonly rest: string } {
  let bits = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = digits.indexOf(text[index] as string);
    bits += (digit & 31) * 32 ** index;
    if (digit < 32) return { value: bits % 2 === 1 ? -Math.floor(bits / 2) : bits / 2, rest: text.slice(index + 1) };
  }
  return { value: 0, rest: text };
}

function writeNumber(value: number): string {
  let bits = value < 0 ? -value * 2 + 1 : value * 2;
  let text = "";
  do {
    const more = bits >= 32;
    text += digits[(bits % 32) + (more ? 32 : 0)];
    bits = Math.floor(bits / 32);
  } while (bits > 0);
  return text;
}
