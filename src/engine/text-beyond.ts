/** Whether a text is too large, told without encoding it wherever a bound is enough. */

/** Bytes of a text beyond a limit, in UTF-8. */
export function textBeyond(text: string, limit: number): number {
  // No character takes more than three bytes in UTF-8 for each unit of UTF-16.
  return text.length * 3 <= limit ? 0 : new TextEncoder().encode(text).length - limit;
}
