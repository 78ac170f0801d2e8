/** The options of `orchwits run`, as the command line gives them. */
export interface RunCommandOptions {
  readonly input?: string;
  readonly from?: string;
  readonly maxHops?: number;
  readonly json?: true;
  /** Keep nothing. */
  readonly volatile?: true;
  /** Start only. */
  readonly detach?: true;
  readonly check: boolean;
}
