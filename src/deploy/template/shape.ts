/** What a property of a resource takes, as far as it matters here: its fields' names, and whether it is a list. */

export type Shape =
  | "text"
  | "number"
  | "boolean"
  | "any"
  | { readonly list: Shape }
  | { readonly fields: { readonly [name: string]: Shape } };
