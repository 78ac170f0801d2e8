/** CloudWatch Logs' filter patterns, as far as logs are searched by a word or a field: `ERROR "not found" -debug`, `{ $.execution = "…" }`. */
import { ServiceError } from "../service-error.ts";

export function matchesFilter(pattern: string, message: string): boolean {
  const text = pattern.trim();
  if (text === "") return true;
  if (text.startsWith("{")) return matchesFields(text, message);
  const terms = text.match(/[-?]?"[^"]*"|\S+/g) ?? [];
  const has = (term: string) => message.includes(term.replace(/^[-?]/, "").replace(/^"|"$/g, ""));
  const anyOf = terms.filter((term) => term.startsWith("?"));
  const rest = terms.filter((term) => !term.startsWith("?"));
  return rest.every((term) => (term.startsWith("-") ? !has(term) : has(term))) && (anyOf.length === 0 || anyOf.some(has));
}

/** Comparisons of fields, joined by `&&` or by `||`. */
function matchesFields(pattern: string, message: string): boolean {
  let line: unknown;
  try {
    line = JSON.parse(message);
  } catch {
    return false;
  }
  const inner = pattern.replace(/^\{\s*|\s*\}$/g, "").replace(/[()]/g, " ");
  const any = inner.includes("||");
  const matches = inner.split(any ? "||" : "&&").map((condition) => {
    const [, path = "", operator, value = ""] = condition.trim().match(/^\$\.([\w.$-]+)\s*(!?=)\s*"?([^"]*?)"?$/) ?? [];
    if (operator === undefined) {
      throw new ServiceError(
        "InvalidParameterException",
        `Invalid filter pattern ${pattern}: the local AWS knows { $.field = "value" }, joined by && or ||.`,
      );
    }
    const field = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], line);
    const expression = new RegExp(`^${value.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*")}$`, "s");
    return (field !== undefined && expression.test(String(field))) === (operator === "=");
  });
  return any ? matches.some(Boolean) : matches.every(Boolean);
}
