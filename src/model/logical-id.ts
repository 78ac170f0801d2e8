/** Logical ids: what resources are called inside a template, where only letters and digits are allowed. */

/** The logical id of a step's function: `making_tea` becomes `MakingTea`. What a template can't name is left out. */
export function logicalIdOf(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
