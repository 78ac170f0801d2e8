/** Times a chain of hops in short windows: on a machine that others use too, the quick ones are those that nobody disturbed. */

const hopsInWindow = 40;

let hops = 0;
let marks: number[] = [];

/** Counts a hop. */
export function countHop(): void {
  if (++hops % hopsInWindow === 0) marks.push(performance.now());
}

/** Microseconds a hop that a tenth of the windows since the last call did not exceed. */
export function takeUndisturbed(): number {
  const windows = marks.slice(1).map((mark, index) => ((mark - (marks[index] as number)) / hopsInWindow) * 1_000);
  marks = [];
  return windows.sort((a, b) => a - b)[Math.floor(windows.length / 10)] as number;
}
