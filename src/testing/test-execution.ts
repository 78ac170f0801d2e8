/** The id of every execution in a test: always the same, so that what is derived from it, such as an idempotency key, is so, too. */
export const testExecution = "test";
