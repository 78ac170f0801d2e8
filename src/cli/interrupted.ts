/** Somebody pressed Ctrl-C while the command waited for them. Exit code 130. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}
