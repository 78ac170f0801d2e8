/** The trace header, and the lineage in it by which Lambda notices that functions invoke each other in a circle. */
import { createHash, randomBytes } from "node:crypto";

/** So many invocations of a function in one chain are let through ("approximately 16", Lambda's guide, "Recursive loop detection"). */
export const longestChain = 16;

/**
 * The header for an invocation, made from that of its caller.
 *
 * @returns also how often the function was invoked in this chain, this time included
 */
export function extendTrace(caller: string | undefined, functionArn: string): { readonly header: string; readonly count: number } {
  const fields = new Map((caller ?? "").split(";").flatMap((field) => pair(field, "=")));
  const lineage = new Map((fields.get("Lineage") ?? "").split("|").flatMap((field) => pair(field, ":")));
  const key = createHash("sha256").update(functionArn).digest("hex").slice(0, 8);
  const count = Number(lineage.get(key) ?? 0) + 1;
  lineage.set(key, String(count));
  const root = fields.get("Root") ?? `1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
  const chain = [...lineage].map((entry) => entry.join(":")).join("|");
  const parent = randomBytes(8).toString("hex");
  return { header: `Root=${root};Parent=${parent};Sampled=${fields.get("Sampled") ?? "0"};Lineage=${chain}`, count };
}

function pair(text: string, separator: string): [string, string][] {
  const at = text.indexOf(separator);
  return at > 0 ? [[text.slice(0, at).trim(), text.slice(at + 1)]] : [];
}
