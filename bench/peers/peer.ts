/** What a peer must do to be timed: take a chain of hops to its end, and say so when it can't on this machine. */
import { order } from "../loop.ts";

/** What each hop is given and hands on: about 1 KB as JSON. */
export interface State {
  readonly left: number;
  readonly order: typeof order;
}

export interface Peer {
  /** Runs a chain of hops, each of which takes the state and gives it back with one less left. Rejects unless the end is right. */
  run(hops: number): Promise<void>;
  close?(): Promise<void>;
}

export const startOf = (hops: number): State => ({ left: hops, order });

/** The work of a hop. */
export const turn = (state: State): State => ({ ...state, left: state.left - 1 });

/** @throws {Error} when what came out at the end of a chain is not what must. */
export function expectEnd(end: State | undefined): void {
  if (JSON.stringify(end) === JSON.stringify(startOf(0))) return;
  throw new Error(`The chain ended with ${JSON.stringify(end)?.slice(0, 200)} instead of its state with none left.`);
}
