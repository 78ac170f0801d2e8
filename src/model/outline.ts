/** Where the members of a pipeline class stand in their sources, and what each uses: all it takes to leave some of them out. */

/** A range of UTF-16 code units in a file: the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A pipeline's class and those that it inherits from, as far as they lie in the project. */
export interface Outline {
  readonly pipeline: string;
  /** The absolute path of the source file that exports the class. */
  readonly file: string;
  /** The name under which that file exports it. */
  readonly exportName: string;
  /** Members of all classes of the chain, the most derived first. */
  readonly members: readonly OutlineMember[];
  /** Constants of the module that are made by a call or `new`, in the files of the chain: without a user, they need not be made. */
  readonly constants: readonly OutlineConstant[];
}

export interface OutlineMember {
  /** The absolute path of the file that it stands in. */
  readonly file: string;
  readonly className: string;
  readonly name: string;
  /** `failure`: the method `onFailure`. `other`: what is never left out, such as the constructor. */
  readonly kind: "step" | "failure" | "helper" | "field" | "other";
  readonly static: boolean;
  /** From the parameters' opening parenthesis to the end of the body; of a field, its initializer. Absent where there is neither. */
  readonly removable?: Range;
  /** The whole member, decorators and comments before it included. */
  readonly whole: Range;
  /** The arguments in the parentheses of `@step(…)`, where there are some. */
  readonly stepArguments?: Range;
  /** Members of `this` or `super` that it names, or `"all"` where `this` goes where it can't be followed. */
  readonly uses: readonly string[] | "all";
  /** Names of the module that it mentions, as far as {@link Outline.constants} has them. */
  readonly mentions: readonly string[];
}

export interface OutlineConstant {
  readonly file: string;
  readonly name: string;
  /** Where `new` or the call begins: the place for a note that it is pure. */
  readonly at: number;
}
