/** Why a delivery ends with an error although nothing went wrong: Lambda brings back only what failed. */

/** Someone else runs the hop, and may die of it. Lambda's own retries come back for it, then the recovery. */
export class HopHeld extends Error {
  override readonly name = "HopHeld";
  /** Milliseconds since 1970. */
  readonly until: number;

  constructor(step: string, until: number) {
    super(
      `Step '${step}' is being run by another invocation, at the latest until ${new Date(until).toISOString()}. Nothing is wrong: this ` +
        "delivery only comes back later, in case that one dies.",
    );
    this.until = until;
  }
}

export function makeHopHeld(step: string, until: number): HopHeld {
  return new HopHeld(step, until);
}
