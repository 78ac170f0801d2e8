/** What the process's exit code says. */
export const exitCodes = {
  clean: 0,
  /** The check found errors, or the run failed. */
  findings: 1,
  usage: 2,
  /** A fault of Orchwits itself. */
  internal: 3,
  interrupted: 130,
  terminated: 143,
} as const;
