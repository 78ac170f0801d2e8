/** XML as S3 writes and reads it: elements with text, no attributes that matter. */
import { element } from "../service-error.ts";

/** A value becomes elements: an object by its keys, a list by repeating its own. */
export function toXml(name: string, value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((one) => toXml(name, one)).join("");
  if (typeof value !== "object" || value === null) return element(name, String(value));
  const inner = Object.entries(value).map(([key, one]) => toXml(key, one));
  return `<${name}>${inner.join("")}</${name}>`;
}

export function xmlDocument(name: string, value: object): string {
  const xml = toXml(name, value).replace(`<${name}>`, `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
}

/** The contents of every element of a name, nested ones not expected. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>(.*?)</${name}>`, "gs"))].map(([, inner = ""]) => inner);
}

/** The text of the first element of a name. */
export function textOf(xml: string, name: string): string | undefined {
  const text = elementsOf(xml, name)[0];
  return text?.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|amp|quot|apos));/gi,
    (_, decimal?: string, hexadecimal?: string, entity?: string) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
      return { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }[entity?.toLowerCase() ?? ""] ?? "";
    },
  );
}
