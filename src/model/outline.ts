/** Where the members of a pipeline class stand in their sources, and what each uses: all it takes to leave some of them out. */

/** A range of UTF-16 code units in a file: the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A pipeline's class and those that it inherits from, as far as they lie in the project. */
export interface Outline {
  readonly pipeline: string;
  /** The absolute path of the source file that declares the class. */
  readonly file: string;
  /** The name under which that file exports it, null where it does not. */
  readonly exportName: string | null;
  /** Members of all classes of the chain, the most derived first. */
  readonly members: readonly OutlineMember[];
  /** What is named of the class from outside of it, as in `Cafe.table`: to be kept in any case. */
  readonly usedOutside: readonly string[] | "all";
  /** Other pipelines in the files of the chain that nothing mentions: the insides of their classes. */
  readonly strangers: readonly (Range & { readonly file: string })[];
  /** Constants of the project's own modules that it takes more than a literal to make: without a user, they need not be made. */
  readonly constants: readonly OutlineConstant[];
  /** Statements in the files of the chain that only declare something: without a mention, they need not be there. */
  readonly statements: readonly OutlineStatement[];
  /** By file of the chain: names that are mentioned there beyond members and such statements. */
  readonly always: readonly { readonly file: string; readonly mentions: readonly string[] }[];
  /** The files that are not the same for every step: those of the chain, and own files that import them, directly or not. */
  readonly files: readonly string[];
  /** What own files import for its effects alone, as in `import "./polyfill.ts"`. */
  readonly effects: readonly { readonly file: string; readonly specifier: string }[];
  /** All own files that it is made of, itself included. */
  readonly ownFiles: readonly string[];
  /** Their texts, by file: what ranges are of. A file that somebody saves meanwhile has others. */
  readonly texts: Readonly<Record<string, string>>;
  /** Where own files ask for their own place, which is another one in a bundle. Lines and columns count from 1. */
  readonly selfPlaces: readonly { readonly file: string; readonly text: string; readonly line: number; readonly column: number }[];
}

export interface OutlineMember {
  /** The absolute path of the file that it stands in. */
  readonly file: string;
  readonly className: string;
  /** The place of its class in the chain: 0 is the pipeline itself. */
  readonly level: number;
  readonly name: string;
  /** `failure`: the method `onFailure`. `other`: what is never left out, such as the constructor. */
  readonly kind: "step" | "failure" | "helper" | "field" | "other";
  /** The whole member, decorators and comments before it included. */
  readonly whole: Range;
  /** The arguments in the parentheses of `@step(…)`, where there are some. */
  readonly stepArguments?: Range;
  /** The whole `@step(…)`, where it is the method's only decorator. */
  readonly stepDecorator?: Range;
  /** Members of `this` that it names, as `super.x` those of the classes above, or `"all"` where `this` can't be followed. */
  readonly uses: readonly string[] | "all";
  /** Names that it mentions, those of its module among them. */
  readonly mentions: readonly string[];
}

/** An import, a function, constants, or a class that nothing happens in. */
export interface OutlineStatement extends Range {
  readonly file: string;
  readonly declares: readonly string[];
  readonly mentions: readonly string[];
}

/** The expression that makes a constant, or several. */
export interface OutlineConstant extends Range {
  readonly file: string;
  /** The pattern that takes several constants from what is made, as in `const { Pool, Client: One } = pg`. */
  readonly pattern?: Range & { readonly bindings: readonly { readonly property: string; readonly name: string }[] };
}
