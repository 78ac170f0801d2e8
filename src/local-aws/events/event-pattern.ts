/** Matches events against the patterns of EventBridge's rules. */

type Fields = { readonly [key: string]: unknown };

/** Every field of the pattern must match; within a list, one is enough (EventBridge user guide, "Event patterns"). */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (typeof pattern !== "object" || pattern === null) return false;
  return Object.entries(pattern as Fields).every(([key, wanted]) => {
    if (key === "$or") return Array.isArray(wanted) && wanted.some((one) => matchesPattern(one, event));
    const isObject = typeof event === "object" && event !== null;
    const value = isObject ? (event as Fields)[key] : undefined;
    if (!Array.isArray(wanted)) return matchesPattern(wanted, value);
    return wanted.some((filter) => matchesFilter(filter, value, isObject && Object.hasOwn(event, key)));
  });
}

function matchesFilter(filter: unknown, value: unknown, exists: boolean): boolean {
  if (Array.isArray(value)) return value.some((one) => matchesFilter(filter, one, exists));
  if (typeof filter !== "object" || filter === null) return exists && filter === value;
  const [[kind, operand] = []] = Object.entries(filter as Fields);
  switch (kind) {
    case "exists":
      return operand === exists;
    case "anything-but":
      return exists && anythingBut(operand, value);
    case "prefix":
      return typeof value === "string" && fold(operand, value, (text, part) => text.startsWith(part));
    case "suffix":
      return typeof value === "string" && fold(operand, value, (text, part) => text.endsWith(part));
    case "equals-ignore-case":
      return typeof value === "string" && value.toLowerCase() === String(operand).toLowerCase();
    case "wildcard":
      return typeof value === "string" && wildcard(String(operand)).test(value);
    case "numeric":
      return typeof value === "number" && isWithin(operand as readonly (string | number)[], value);
    default:
      return false;
  }
}

function anythingBut(operand: unknown, value: unknown): boolean {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) return !matchesFilter(operand, value, true);
  return ![operand].flat().includes(value);
}

/** A text, or one whose case is of no importance. */
function fold(operand: unknown, value: string, test: (text: string, part: string) => boolean): boolean {
  if (typeof operand === "string") return test(value, operand);
  const part = (operand as { readonly "equals-ignore-case"?: unknown } | null)?.["equals-ignore-case"];
  return typeof part === "string" && test(value.toLowerCase(), part.toLowerCase());
}

/** `*` is anything, `\*` a star. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
  const source = parts.map((part) => (part === "*" ? ".*" : part.replace(/^\\(?=[*\\])/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${source.join("")}$`, "s");
}

function isWithin(comparisons: readonly (string | number)[], value: number): boolean {
  for (let index = 0; index < comparisons.length; index += 2) {
    const bound = Number(comparisons[index + 1]);
    const holds = { "<": value < bound, "<=": value <= bound, "=": value === bound, ">=": value >= bound, ">": value > bound };
    if (!holds[comparisons[index] as keyof typeof holds]) return false;
  }
  return true;
}
