/** AWS's Query protocol: a form asks, XML answers. */
import type { ServiceResponse } from "./service.ts";
import { element } from "./service-error.ts";

/** What an answer is made of; undefined is left out, dates are ISO 8601, lists have members. */
export type QueryValue = string | number | boolean | Date | undefined | readonly QueryValue[] | { readonly [name: string]: QueryValue };

/** The fields of a request. Lists and structures are written as `Parameters.member.1.ParameterKey`. */
export class QueryForm {
  readonly #fields: URLSearchParams;

  constructor(body: Buffer) {
    this.#fields = new URLSearchParams(body.toString());
  }

  get action(): string {
    return this.text("Action") ?? "";
  }

  text(name: string): string | undefined {
    return this.#fields.get(name) ?? undefined;
  }

  /** The structures of a list, each with the fields that have a value. */
  list(name: string): readonly Readonly<Record<string, string>>[] {
    const items = new Map<number, Record<string, string>>();
    for (const [key, value] of this.#fields) {
      const match = new RegExp(`^${name}\\.member\\.(\\d+)(?:\\.(.+))?$`).exec(key);
      if (!match) continue;
      const index = Number(match[1]);
      const item = items.get(index) ?? {};
      item[match[2] ?? ""] = value;
      items.set(index, item);
    }
    return [...items].sort(([one], [other]) => one - other).map(([, item]) => item);
  }
}

export function queryResponse(action: string, result: QueryValue, namespace: string): ServiceResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="${namespace}"><${action}Result>${write(result)}</${action}Result><ResponseMetadata><RequestId>${crypto.randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}

function write(value: QueryValue): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => named("member", item)).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") {
    return Object.entries(value as { readonly [name: string]: QueryValue })
      .map(([name, one]) => (one === undefined ? "" : named(name, one)))
      .join("");
  }
  return String(value);
}

function named(name: string, value: QueryValue): string {
  if (typeof value === "string") return element(name, value);
  return `<${name}>${write(value)}</${name}>`;
}
