/** How to start an execution with the AWS CLI alone, ready to be pasted. */
import { quote } from "./quote.ts";

export interface InvokeCommand {
  readonly functionName: string;
  readonly input: string;
  /** Options of the AWS CLI that say where, and whose credentials. */
  readonly where?: readonly string[];
}

/** A file is the one way to give a payload that version 1 and version 2 of the AWS CLI understand alike. */
export function invokeCommand({ functionName, input, where = [] }: InvokeCommand): string {
  const words = ["lambda", "invoke", ...where, "--function-name", functionName, "--payload", "fileb:///dev/stdin", "/dev/stdout"];
  return `echo ${quote(input)} | aws ${words.map(quote).join(" ")}`;
}
