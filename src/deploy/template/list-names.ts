/** Names in a sentence. */

/** @example listNames(["a", "b", "c"]) // "a, b and c" */
export function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** At most five names. */
export function listSome(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 4).join(", ")} and ${names.length - 4} more` : listNames(names);
}
