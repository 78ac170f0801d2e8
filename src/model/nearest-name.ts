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
function distanceWithin(from: string, to: string, limit: number): number {
  if (from === to) return 0;
  if (limit <= 0 || Math.abs(from.length - to.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min((last[column] as number) + 1, (current[column - 1] as number) + 1, (last[column - 1] as number) + (same ? 0 : 1));
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        edits = Math.min(edits, (beforeLast[column - 2] as number) + 1);
      }
      current.push(edits);
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[to.length] as number, limit + 1);
}
