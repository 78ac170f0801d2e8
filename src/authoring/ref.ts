/** References in options to what the template declares. */

/** A reference to a parameter or resource of the template. Something undeclared becomes a parameter. */
export interface Ref {
  readonly Ref: string;
}
