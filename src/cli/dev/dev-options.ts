/** The options of `orchwits dev`. */

export interface DevOptions {
  readonly port: number;
  readonly stack?: string;
  /** Values of the template's parameters, by name. */
  readonly parameter?: Readonly<Record<string, string>>;
  /** Packages that a layer provides. */
  readonly external?: readonly string[];
  readonly verbose?: true;
}
