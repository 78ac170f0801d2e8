/** The types of a graph: each named once, with what can't be accepted where. */
import { type Checker, NodeBuilderFlags, type Type, TypeFlags } from "typescript/unstable/sync";
import type { GraphType, TypeIndex } from "../../model/graph.ts";
import { makeJsonAssignable } from "./json-assignable.ts";
import { schemaOf } from "./json-schema.ts";
import { type LongestJson, makeLongestJson } from "./longest-json.ts";

/** Interns types and compares them. */
export interface TypeTable {
  /** The index of a type; `undefined` among its values is left out, for a key that is undefined is one that is not set. */
  indexOf(type: Type): TypeIndex;
  /** Whether every value of the one is a value of the other. */
  accepts(read: TypeIndex, set: TypeIndex): boolean;
  readonly longestOf: LongestJson;
  /** The type as plain data, with a schema if it is asked for. */
  describe(index: TypeIndex, withSchema: boolean): GraphType;
}

/** A type without `undefined`: the members that are left, and its text. */
interface Entry {
  readonly type: Type;
  readonly members: readonly Type[];
  readonly text: string;
}

const written = NodeBuilderFlags.NoTruncation | NodeBuilderFlags.UseAliasDefinedOutsideCurrentScope;

export function makeTypeTable(checker: Checker): TypeTable {
  const entries: Entry[] = [];
  const byMembers = new Map<string, TypeIndex>();
  const byType = new Map<number, TypeIndex>();
  const byText = new Map<string, readonly TypeIndex[]>();
  const judged = new Map<string, boolean>();
  const isAssignable = makeJsonAssignable(checker);
  const longestJson = makeLongestJson(checker);

  const add = (type: Type): TypeIndex => {
    const members = membersOf(type);
    const text = textOf(type, checker);
    // Literals exist twice in the compiler, fresh and regular; to us they are one. The text of one can be the number of another type.
    const key = members.length === 1 && (members[0]?.flags ?? 0) & TypeFlags.Literal ? text : `#${members.map(({ id }) => id).join()}`;
    const existing = byMembers.get(key) ?? equivalent(type, text);
    if (existing !== undefined) return existing;
    byMembers.set(key, entries.length);
    return entries.push({ type, members, text }) - 1;
  };

  // The compiler makes a new type for each `{ id: number }[]` that is written; people see one.
  const equivalent = (type: Type, text: string): TypeIndex | undefined => {
    const candidates = byText.get(text) ?? [];
    const found = candidates.find((index) => {
      const known = entryAt(index).type;
      return checker.isTypeAssignableTo(known, type) && checker.isTypeAssignableTo(type, known);
    });
    if (found === undefined) byText.set(text, [...candidates, entries.length]);
    return found;
  };

  const entryAt = (index: TypeIndex): Entry => {
    const entry = entries[index];
    if (!entry) throw new RangeError(`There is no type ${index}.`);
    return entry;
  };

  return {
    indexOf(type) {
      const known = byType.get(type.id);
      if (known !== undefined) return known;
      const index = add(type);
      byType.set(type.id, index);
      return index;
    },
    accepts(read, set) {
      if (read === set) return true;
      const key = `${read}:${set}`;
      let answer = judged.get(key);
      if (answer === undefined) {
        const asked = entryAt(read).type;
        // A type parameter of the step itself is whatever arrives, within its constraint.
        const target = asked.flags & TypeFlags.TypeParameter ? checker.getBaseConstraintOfType(asked) : asked;
        answer =
          !target || target.flags & TypeFlags.AnyOrUnknown ? true : entryAt(set).members.every((member) => isAssignable(member, target));
        judged.set(key, answer);
      }
      return answer;
    },
    longestOf: longestJson,
    describe(index, withSchema) {
      const { type, text } = entryAt(index);
      const { mostBytes, mayHoldMore } = longestJson(type) ?? {};
      return {
        text,
        schema: withSchema ? schemaOf(type, checker) : {},
        ...(mostBytes !== undefined && { mostBytes }),
        ...(mayHoldMore && { mayHoldMore }),
      };
    },
  };
}

function membersOf(type: Type): readonly Type[] {
  if (type.flags & TypeFlags.Boolean || !type.isUnionType()) return type.flags & TypeFlags.Undefined ? [] : [type];
  return type.getTypes().filter(({ flags }) => !(flags & TypeFlags.Undefined));
}

function textOf(type: Type, checker: Checker): string {
  const text = checker.typeToString(type, undefined, written).replace(/import\("[^"]*"\)\./g, "");
  return type.isUnionType() ? text.replace(/ \| undefined$|^undefined \| /, "").replace(/ \| undefined \| /, " | ") : text;
}
