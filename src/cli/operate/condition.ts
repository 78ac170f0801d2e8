/** What becomes of an execution at this moment: the journal says that it has not ended, its home knows whether anybody works on it. */

/**
 * `queued`: nobody has begun it. `running`: somebody works on it. `waiting`: for a time. `recovering`: whoever worked on it has stopped,
 * and AWS tries again by itself. `interrupted`: whoever worked on it has stopped, and it is for people to let it go on.
 */
export const conditions = ["queued", "running", "waiting", "recovering", "interrupted", "completed", "failed", "cancelled"] as const;

export type ConditionName = (typeof conditions)[number];

export interface Condition {
  readonly name: ConditionName;
  /** Who works on it. */
  readonly owner?: string | undefined;
  /** What it waits for, in milliseconds since 1970. */
  readonly until?: number;
}
