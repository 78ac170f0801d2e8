/** How many bytes the JSON of a type's values takes at most, told from the type's text: what can't be large needs no permission to store it. */

const literals: Readonly<Record<string, number>> = { true: 4, false: 5, null: 4, undefined: 4 };

/** A number at most as `-2.2250738585072014e-308`. */
const scalars: Readonly<Record<string, number>> = { ...literals, number: 24, boolean: 5 };

const marks = {
  text: /"(?:[^"\\]|\\.)*"/y,
  number: /-?\d[\d.]*(?:e[+-]?\d+)?(?![\w.])/y,
  word: /[A-Za-z_$][\w$]*/y,
  member: /readonly ("(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*): /y,
} as const;

/**
 * `Infinity` where nobody can tell: texts, lists, and objects, which may hold more than their type says. Only what is written as a constant
 * (`{ kind: "none" } as const`) is exactly what its type says.
 */
export function longestJson(type: string): number {
  const reader = new Reader(type);
  const bytes = reader.union(scalars);
  return reader.ended ? bytes : Number.POSITIVE_INFINITY;
}

/** Reads as far as it understands. What it doesn't is left over, and so makes the whole unbounded. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#at === this.#text.length;
  }

  union(words: typeof scalars): number {
    let most = this.#one(words);
    while (this.#take(" | ")) most = Math.max(most, this.#one(words));
    return most;
  }

  #one(words: typeof scalars): number {
    if (this.#take("{ ")) return this.#constant();
    if (this.#take("`")) return this.#template();
    const literal = this.#match(marks.text) ?? this.#match(marks.number);
    if (literal) return Buffer.byteLength(literal[0]);
    return words[this.#match(marks.word)?.[0] ?? ""] ?? Number.POSITIVE_INFINITY;
  }

  #constant(): number {
    let bytes = 2;
    while (!this.#take("}")) {
      const member = this.#match(marks.member);
      if (!member) return Number.POSITIVE_INFINITY;
      bytes += Buffer.byteLength(member[1] ?? "") + 4 + this.union(literals);
      if (!this.#take("; ")) return Number.POSITIVE_INFINITY;
    }
    return bytes;
  }

  #template(): number {
    let bytes = 2;
    while (!this.#take("`")) {
      if (this.ended) return Number.POSITIVE_INFINITY;
      if (this.#take("${")) {
        bytes += this.union(scalars);
        if (!this.#take("}")) return Number.POSITIVE_INFINITY;
      } else {
        bytes += longestCharacter(this.#text[this.#at++] ?? "");
      }
    }
    return bytes;
  }

  #take(text: string): boolean {
    const there = this.#text.startsWith(text, this.#at);
    if (there) this.#at += text.length;
    return there;
  }

  #match(mark: RegExp): RegExpExecArray | null {
    mark.lastIndex = this.#at;
    const match = mark.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }
}

/** As JSON. A backslash begins the name of a character, of which none takes more than `\u0000`. */
function longestCharacter(character: string): number {
  return character === "\\" ? 6 : Buffer.byteLength(JSON.stringify(character)) - 2;
}
