/** Comments for reviewers: said beside the template, by the object that each belongs to, since a template is plain data. */

export type Comments = ReadonlyMap<object, string>;

/** Collects comments while a template is made. */
export class CommentBook {
  readonly comments = new Map<object, string>();

  /** Says something of a value, and gives the value back. */
  note<V extends object>(text: string, value: V): V {
    this.comments.set(value, text);
    return value;
  }
}
