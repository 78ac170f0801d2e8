/** HTML that can't be broken out of: whatever is put into the template is escaped, unless it is markup itself. */
import { escapeXml } from "./xml.ts";

/** Text that is already HTML. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | undefined | false | readonly Part[];

/** Builds markup. Strings are escaped, lists are joined, what is undefined or false is left out. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.map((text, index) => text + write(parts[index])).join("") };
}

/** Text that is known to be HTML, such as the picture. */
export function trusted(markup: string): Markup {
  return { markup };
}

function write(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escapeXml(String(part));
  return "markup" in part ? part.markup : part.map(write).join("");
}
