/** Texts that nobody else has: tokens of claims, ids, nonces. */

/** Not the global `crypto`: touching it loads all of Web Crypto, which takes a cold start as long as the rest of its first hop. */
export function randomUuid(): string {
  return process.getBuiltinModule("node:crypto").randomUUID();
}
