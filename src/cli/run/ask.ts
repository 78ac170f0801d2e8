/** Asks on the terminal for the keys that an input lacks. */
import type { JsonSchema } from "../../model/graph.ts";
import { askTerminal } from "./ask-terminal.ts";
import type { NeededKey } from "./examine-input.ts";
import { validate } from "./validate.ts";

/** The answers, each of which fits its type. Rejects as {@link askTerminal} does. */
export function ask(keys: readonly NeededKey[], step: string): Promise<Record<string, unknown>> {
  return askTerminal(async (question) => {
    const answers: Record<string, unknown> = {};
    process.stderr.write(`'${step}' needs:\n`);
    for (const needed of keys) answers[needed.key] = await askOne(needed, question);
    return answers;
  });
}

async function askOne({ key, text, schema }: NeededKey, question: (text: string) => Promise<string>): Promise<unknown> {
  for (;;) {
    const { value, faults } = readAnswer(await question(`  ${key} (${text}): `), schema, key);
    if (faults.length === 0) return value;
    process.stderr.write(faults.map((fault) => `    ${fault}\n`).join(""));
  }
}

/** What somebody meant who typed a text where a schema is expected: texts need no quotes. */
export function readAnswer(answer: string, schema: JsonSchema, key: string): { value: unknown; faults: readonly string[] } {
  const text = validate(answer, schema, key);
  if (text.length === 0 && takesTextOnly(schema)) return { value: answer, faults: [] };
  try {
    const value: unknown = JSON.parse(answer);
    const faults = validate(value, schema, key);
    if (faults.length === 0 || text.length > 0) return { value, faults };
  } catch {
    // Not JSON, so it can only be a text.
  }
  return { value: answer, faults: text };
}

function takesTextOnly(schema: JsonSchema): boolean {
  const branches = schema.anyOf ?? [schema];
  return branches.every(({ type, const: constant, enum: words = [] }) => {
    return type === "string" || typeof constant === "string" || (words.length > 0 && words.every((word) => typeof word === "string"));
  });
}
