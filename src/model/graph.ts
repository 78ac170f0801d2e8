/** The graph: what a pipeline is, as plain JSON. Everything downstream of the source reads this and nothing else. */

/** The version of the graph's shape. A reader that meets a higher one must refuse it. */
export const graphVersion = 1;

/** A range in a source file: lines and columns count from 1, the end is exclusive. */
export interface Place {
  /** Relative to the folder of the pipeline's source file, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One pipeline, read from its source without running it. */
export interface Graph {
  readonly version: typeof graphVersion;
  /** The name of the class. */
  readonly pipeline: string;
  /** The source file's name; places are relative to its folder. */
  readonly file: string;
  /** The place of the class's name. */
  readonly at: Place;
  /** Breadth-first from `start` along the edges in source order, then unreached steps by name. */
  readonly steps: readonly Step[];
  /** The place of `onFailure`, where the class has it. */
  readonly failureHandler?: Place;
  /** The options of the stack, as far as they are literals: `static readonly stack`. Absent where there are none. */
  readonly stack?: Readonly<Record<string, unknown>>;
  /** The types that keys are read and set with; reads and sets hold indexes into this list. */
  readonly types: readonly GraphType[];
  /** Which types set or read under a key can't be accepted by a type read under the same key: `[given, read]`, sorted. */
  readonly mismatches: readonly (readonly [given: TypeIndex, read: TypeIndex])[];
}

/** An index into {@link Graph.types}. */
export type TypeIndex = number;

/** A TypeScript type, as its author would write it. */
export interface GraphType {
  readonly text: string;
  /** A JSON Schema of the values that the type allows, `{}` where it can't be told. */
  readonly schema: JsonSchema;
  /** How many bytes the JSON of its values takes at most. Absent where there is no bound. */
  readonly mostBytes?: number;
  /** Whether that holds only for what was made as the type says: an object may hold more than its type names. */
  readonly mayHoldMore?: true;
}

/** The part of JSON Schema that TypeScript's JSON types need. */
export interface JsonSchema {
  readonly type?: "string" | "number" | "boolean" | "null" | "object" | "array";
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** A method decorated with `@step()`. */
export interface Step {
  readonly name: string;
  /** The place of the method's name. */
  readonly at: Place;
  /** The class that declares it, where that is not the pipeline's own. */
  readonly inheritedFrom?: string;
  /** The first sentence of its documentation comment. */
  readonly description?: string;
  /** The keys that it names, sorted by key. */
  readonly reads: Readonly<Record<string, Read>>;
  /** Whether it takes the whole state, so that every key may be read. */
  readonly readsAll: boolean;
  /** Whether it may ask its context for the pipeline's original input. */
  readonly readsInput?: true;
  /** Every way it can end, in source order. */
  readonly edges: readonly Edge[];
  /** How its conditions lead to its edges. Absent where it has no edge. */
  readonly flow?: Flow;
  readonly decisions: readonly Decision[];
  /** Whether it can be run again after a failure: it throws `RetryLater` or has the option `retry`. */
  readonly retries: boolean;
  /** How long the `RetryLater` that it throws ask to wait, sorted: durations, or the sources of expressions. Absent where it throws none. */
  readonly retryDelays?: readonly string[];
  /** The options given to `@step()`, as far as they are literals. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Fields of `this` and module variables that it writes or reads, directly or through what it calls. */
  readonly touches: readonly Touch[];
  /** What it may return besides outcomes. */
  readonly strays: readonly Stray[];
  /** What the analyzer could not read soundly. */
  readonly unread: readonly Unread[];
}

/** A key that a step reads. */
export interface Read {
  readonly type: TypeIndex;
  /** Whether the step works without it. */
  readonly optional: boolean;
  readonly at: Place;
}

/** A possible end of a step. */
export type Edge = NextEdge | DoneEdge;

/** A move to another step. The rest of the state stays, unless dropped; what is set is set after the drop. */
export interface NextEdge {
  readonly kind: "next";
  /** The step's name, or null where it is no literal (OW301). */
  readonly to: string | null;
  /** The keys that it sets, sorted by key. */
  readonly sets: Readonly<Record<string, Update>>;
  /** Whether it may set further keys, whose names only the run knows. */
  readonly setsMore: boolean;
  /** Why the values of such further keys would not survive JSON. */
  readonly lossy?: string;
  /** The keys that it removes, sorted, or `"*"` for all. */
  readonly drops: readonly string[] | "*";
  /** How long the move waits, where it does: a duration, or the source of the expression that tells it. */
  readonly after?: string;
  /** The expression that makes the outcome. */
  readonly at: Place;
}

/** The end of the execution, with a result. */
export interface DoneEdge {
  readonly kind: "done";
  /** The type of the result, where there is one. */
  readonly result?: TypeIndex;
  /** How many bytes the JSON of the result takes at most, where the expression that makes it tells more than its type. */
  readonly mostBytes?: number;
  /** Why the result would not survive JSON. */
  readonly lossy?: string;
  readonly at: Place;
}

/** A key that a move sets. */
export interface Update {
  readonly type: TypeIndex;
  /** Whether it may be undefined or absent, in which case the state keeps what it had. */
  readonly optional: boolean;
  /** How many bytes the JSON of the value takes at most, where the expression that makes it tells more than its type. */
  readonly mostBytes?: number;
  /** Why the value would not survive JSON, as "`order.total` is a function". */
  readonly lossy?: string;
  readonly at: Place;
}

/** What leads to an edge: the edge itself, a decision, or several ways whose conditions are not known. */
export type Flow = { readonly edge: number } | { readonly decision: number } | { readonly anyOf: readonly Flow[] };

/** A condition in the source that decides between edges. */
export interface Decision {
  readonly kind: "when" | "if" | "switch" | "conditional" | "try";
  /** What is looked at, as in the source: `choice`, `beans > 3`. */
  readonly subject: string;
  readonly at: Place;
  /** In source order. `case` is the matched value as written (`'c'`, `true`, `3`); null is the rest. */
  readonly branches: readonly { readonly case: string | null; readonly flow: Flow }[];
}

/** A field of `this` or a variable of the module that a step writes or reads. */
export interface Touch {
  readonly kind: "field" | "variable";
  readonly name: string;
  readonly access: "read" | "write";
  readonly at: Place;
}

/** A value that a step may return although it is no outcome. */
export interface Stray {
  /** The type's text, `undefined` where the step may fall off its end. */
  readonly type: string;
  readonly at: Place;
}

/** A place that can't be read soundly, and why. */
export interface Unread {
  readonly reason: string;
  /** What to write instead. */
  readonly fix?: string;
  readonly at: Place;
}
