/** The name that somebody probably meant: for suggestions wherever a name is not known. */

/**
 * The candidate that differs least from a name, or undefined where none is near.
 *
 * Near means: the same but for case, or at most a third of the letters changed, with two neighbours swapped counted as one change.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const apart = candidate.toLowerCase() === name.toLowerCase() ? 0 : distance(name, candidate);
    if (apart < bestDistance && apart < Math.max(name.length, candidate.length)) [best, bestDistance] = [candidate, apart];
  }
  return best;
}

/** Edits between two words: insertions, deletions, replacements and swaps of neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] as number) + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] as number;
}
