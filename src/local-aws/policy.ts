/** Policies as the local AWS enforces them. */

/** A statement of a policy; actions and resources may hold `*` and `?`. Conditions are not evaluated: a statement with one doesn't match. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  /** In place of `Action`: what it doesn't hold for. */
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: unknown;
}

/** Who calls: an access key, its secret, and what its policies say. */
export interface Principal {
  /** The ARN of the role, or of the user who has all rights. */
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly statements: readonly Statement[];
}
