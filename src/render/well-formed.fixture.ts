/** Says whether a text is well-formed XML, as far as our own SVG uses it. */
import { expect } from "vitest";

/** Fails where tags don't match, attributes repeat, or a character stands bare that must be escaped. */
export function expectWellFormed(xml: string): void {
  const body = xml.replace(/^<\?xml[^>]*\?>\n/, "");
  const open: string[] = [];
  const rest = body.replace(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_tag, close, name, attributes: string, empty) => {
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map((match) => match[1]);
    expect(new Set(names).size).toBe(names.length);
    if (close) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
    return "";
  });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(body).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
}
