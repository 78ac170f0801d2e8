/** The name that someone probably meant: for suggestions wherever a name is nearly right. */

/**
 * The candidate nearest to a name, or undefined where none is near. The first of equally near ones.
 *
 * @example nearestName("cofee", ["tea", "coffee"]) // "coffee"
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  const limit = wanted.length <= 2 ? 0 : Math.max(1, Math.floor(wanted.length / 3));
  let nearest: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const distance = distanceWithin(wanted, candidate.toLowerCase(), least - 1);
    if (distance < least) {
      nearest = candidate;
      least = distance;
      if (least === 0) break;
    }
  }
  return nearest;
}

/** Edits (insert, delete, replace, swap neighbours) between two texts, or `limit + 1` where it takes more than `limit`. */
function distanceWithin(one: string, other: string, limit: number): number {
  if (one === other) return 0;
  if (limit <= 0 || Math.abs(one.length - other.length) > limit) return limit + 1;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let [end, otherEnd] = [one.length, other.length];
  while (end > start && otherEnd > start && one[end - 1] === other[otherEnd - 1]) [end, otherEnd] = [end - 1, otherEnd - 1];
  // Most names differ from the first to the last letter, and need no more than this to be told apart.
  const [length, otherLength] = [end - start, otherEnd - start];
  if (length === 0 || otherLength === 0) return length + otherLength;
  if (limit === 1 && length + otherLength > 2 && (length !== 2 || otherLength !== 2)) return 2;
  return Math.min(distance(one.slice(start, end), other.slice(start, otherEnd)), limit + 1);
}

function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        edits = Math.min(edits, (beforeLast[column - 2] as number) + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] as number;
}
