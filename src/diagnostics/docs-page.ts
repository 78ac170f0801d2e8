/** Where a code is explained: a page of the package, so that it fits the installed version and needs no network. */
import type { Code } from "./codes.ts";

/** The page of a code, relative to the package. */
export function docsPage(code: Code): string {
  return `docs/codes/${code}.md`;
}

/** The URL of a code's page in the package that is running. */
export function docsPageUrl(code: Code): URL {
  return new URL(`../../${docsPage(code)}`, import.meta.url);
}
