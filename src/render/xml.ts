/** Text that is safe inside of XML and HTML, as content and as a quoted attribute. */

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

// XML has no way to write these characters, not even escaped.
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** The text with everything escaped that could end or open something. */
export function escapeXml(text: string): string {
  return text.replace(unwritable, "�").replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** An id for an element, one for each name: it has no white space and may stand in a link. */
export function elementId(name: string): string {
  return `ow-${encodeURIComponent(name.replace(unwritable, "�")).replaceAll("'", "%27")}`;
}
