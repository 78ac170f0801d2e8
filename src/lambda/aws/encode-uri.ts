/** Percent-encoding as AWS signs it. */

/** All but unreserved characters (RFC 3986), slashes included. `encodeURIComponent` alone leaves out five. */
export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
