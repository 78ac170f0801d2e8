/** The journal's table in DynamoDB: what the template makes and the journal relies on. */

/** Names of the attributes that are keys of the table, of its index, or its time to live. All keys are strings, the time to live a number. */
export const journalTable = {
  partition: "pk",
  sort: "sk",
  /** Holds the rows of executions only, and of those only the keys: a whole row would be written twice. */
  index: { name: "by-status", partition: "listing", sort: "started", projection: "KEYS_ONLY" },
  /** When a row may be removed, in seconds since 1970. */
  expires: "expiresAt",
} as const;
