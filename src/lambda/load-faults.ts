/** Loads what is done where something fails. The build makes a file of its own of it, which a start that goes well never reads. */

export function loadFaults() {
  return import("./fault-handling.ts");
}
