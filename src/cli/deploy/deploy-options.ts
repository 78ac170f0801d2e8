/** The options of `orchwits deploy`, as the command line gives them. */
export interface DeployOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly bucket?: string;
  readonly parameter?: Readonly<Record<string, string>>;
  /** Packages that a layer provides. */
  readonly external?: readonly string[];
  readonly diff?: true;
  readonly yes?: true;
  readonly json?: true;
}
