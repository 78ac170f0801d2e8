/** Values on one line, cut to a length, at a cost that depends on what is shown and not on what there is. */

/** Stands for a value that is stored apart and was not fetched. */
export class Unfetched {
  readonly bytes: number;

  constructor(bytes: number) {
    this.bytes = bytes;
  }
}

/** Bytes for people: `640 bytes`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} byte${bytes === 1 ? "" : "s"}`;
  const units = ["kB", "MB", "GB", "TB"];
  let [amount, unit] = [bytes / 1_000, 0];
  while (amount >= 999.5 && unit < units.length - 1) [amount, unit] = [amount / 1_000, unit + 1];
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
}

/** The value as JSON, of about `limit` characters at most; what is left out is counted. */
export function shorten(value: unknown, limit: number): string {
  if (typeof value === "string") {
    if (value.length <= limit) return JSON.stringify(value);
    return `${JSON.stringify(value.slice(0, limit))}… (${value.length.toLocaleString("en")} characters)`;
  }
  if (Array.isArray(value)) return list(value, value.length, limit, ["[", "]"], (item, rest) => shorten(item, rest));
  if (value instanceof Unfetched) return `(${formatBytes(value.bytes)})`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    return list(entries, entries.length, limit, ["{ ", " }"], ([key, item], rest) => `${nameOf(key)}: ${shorten(item, rest)}`);
  }
  return value === undefined ? "undefined" : (JSON.stringify(value) ?? String(value));
}

/** A key as one would write it in an object literal. */
export function nameOf(key: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key);
}

function list<T>(
  items: Iterable<T>,
  size: number,
  limit: number,
  [open, close]: [string, string],
  show: (item: T, rest: number) => string,
): string {
  if (size === 0) return (open + close).replaceAll(" ", "");
  const shown: string[] = [];
  let rest = limit;
  for (const item of items) {
    if (rest <= 0) break;
    const text = show(item, rest);
    shown.push(text);
    rest -= text.length + 2;
  }
  const left = size - shown.length;
  return `${open}${shown.join(", ")}${left > 0 ? `, … ${left.toLocaleString("en")} more` : ""}${close}`;
}
