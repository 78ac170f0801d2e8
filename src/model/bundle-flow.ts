/** What of the graph is embedded in a function's bundle: exactly what its step and the engine need of it. */

/** The flow as one function sees it. */
export interface BundleFlow {
  /** The name of the class. */
  readonly pipeline: string;
  /** The hash of the graph, as `makeFlowTable` gives it. */
  readonly graph: string;
  /** The keys that the step is given, sorted. */
  readonly reads: readonly string[] | "all";
  /** By step that this one can move to: the keys that travel to it, sorted. */
  readonly live: Readonly<Record<string, readonly string[] | "all">>;
  /** In the entry's bundle: keys without which an execution must not begin, sorted. */
  readonly required?: readonly string[];
  /** Whether the class has `onFailure`. */
  readonly failureHandler: boolean;
  /** Where that is not the default. */
  readonly maxHops?: number;
}
