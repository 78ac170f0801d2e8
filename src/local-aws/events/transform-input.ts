/** Makes the input that a rule gives to its target: EventBridge's input transformer. */

export interface InputTransformer {
  readonly InputPathsMap?: { readonly [name: string]: string };
  readonly InputTemplate: string;
}

/**
 * Fills a template. As on AWS, quotation marks around a placeholder are the template's own, and a text without them gets some
 * where it stands as a value of JSON.
 */
export function transformInput({ InputPathsMap = {}, InputTemplate }: InputTransformer, event: unknown): string {
  const values = Object.fromEntries(Object.entries(InputPathsMap).map(([name, path]) => [name, valueAt(event, path)]));
  const template = InputTemplate.trim();
  return template.replace(/<([\w.-]+)>/g, (_, name: string, at: number) => {
    const value = name === "aws.events.event.json" || name === "aws.events.event" ? event : values[name];
    if (value === undefined) return isQuoted(template, at) ? "" : '""';
    const json = JSON.stringify(value);
    return isQuoted(template, at) && typeof value === "string" ? json.slice(1, -1) : json;
  });
}

/** Whether a place lies within a text of JSON. */
function isQuoted(template: string, at: number): boolean {
  let quoted = false;
  for (let index = 0; index < at; index++) {
    if (template[index] === "\\") index++;
    else if (template[index] === '"') quoted = !quoted;
  }
  return quoted;
}

/** @param path as `$.detail.object.key` or `$.resources[0]` */
function valueAt(event: unknown, path: string): unknown {
  const keys = path.replace(/^\$\.?/, "").split(/[.[\]]+/);
  return keys.filter((key) => key !== "").reduce((value: unknown, key) => (value as Record<string, unknown> | null)?.[key], event);
}
