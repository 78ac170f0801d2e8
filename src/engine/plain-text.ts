/** Anything as JSON, as near as can be: for people, where nothing must fail. */

/** Fields of a log line: a line must never fail its step. */
export function toPlainFields(fields: Record<string, unknown>): Record<string, unknown> {
  const text = toPlainText(fields);
  return text === undefined ? { unprintable: "the fields can't be written as JSON" } : JSON.parse(text);
}

/** Undefined for what no JSON can be made of. */
export function toPlainText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, inner) => {
      if (typeof inner === "bigint" || typeof inner === "symbol") return String(inner);
      if (!(inner instanceof Error)) return inner;
      const { name, message, stack, cause } = inner;
      return { name, message, stack, cause };
    });
  } catch {
    return undefined;
  }
}
