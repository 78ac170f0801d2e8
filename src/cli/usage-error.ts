/** The command line asks for something that can't be: the message says what, and what to write instead. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
