/** The ARNs and names by which functions are addressed. */
import { account, region } from "../service.ts";

const prefix = `arn:aws:lambda:${region}:${account}:function:`;

export function functionArn(name: string): string {
  return `${prefix}${name}`;
}

/** Reads a name, an ARN or a part of one, each perhaps with a version, as the API takes them in paths. */
export function readFunctionName(text: string): { readonly name: string; readonly qualifier?: string } {
  const parts = decodeURIComponent(text).split(":");
  // A function may be called `function`, but then nothing stands before it.
  const at = parts.indexOf("function");
  const [name = "", qualifier] = parts.slice(at > 0 ? at + 1 : 0);
  return qualifier === undefined ? { name } : { name, qualifier };
}
