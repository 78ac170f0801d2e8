/** Names of hops that are no steps of the user's: no method can be called so, for what begins with `$` is refused as a step's name. */

/** The hop that runs `onFailure`: it follows the hop that failed. */
export const failureStep = "$failure";

/** The hop that records a resumption. */
export const resumeStep = "$resume";

export function isReservedStep(step: string): boolean {
  return step.startsWith("$");
}
