/** Renews a claim while its step runs, where claims are shorter than steps may be. */
import type { HeldHop } from "./claim-hop.ts";
import type { HopWorker } from "./worker-options.ts";

/** Moves the end of the lease again and again, until it is told to stop or finds that the hop is someone else's. */
export function keepClaim(
  { journal, clock, leaseMilliseconds, renewEveryMilliseconds }: HopWorker,
  { key, token }: HeldHop,
  onLost: (reason: DOMException) => void,
): () => void {
  if (renewEveryMilliseconds === undefined) return () => {};
  let stopped = false;
  let callOff = () => {};
  const renewLater = () => {
    const renew = async () => {
      // A journal that doesn't answer now may do so before the lease is over; if not, completing will tell.
      const ours = await journal.renew(key, token, clock.now() + leaseMilliseconds).catch(() => true);
      if (stopped) return;
      if (ours) renewLater();
      else onLost(new DOMException("This attempt took longer than its lease, and the step was given to another worker.", "AbortError"));
    };
    callOff = clock.schedule(renewEveryMilliseconds, renew, true);
  };
  renewLater();
  return () => {
    stopped = true;
    callOff();
  };
}
