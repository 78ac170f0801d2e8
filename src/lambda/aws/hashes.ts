/** Hashes, from a module that is loaded when the first one is made: importing it as a module would take longer, and earlier. */

function crypto() {
  return process.getBuiltinModule("node:crypto");
}

/** In hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return crypto().hash("sha256", data);
}

export function hmac(key: Uint8Array, text: string): Buffer {
  return crypto().createHmac("sha256", key).update(text).digest();
}
