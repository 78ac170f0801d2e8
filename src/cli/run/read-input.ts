/** Reads `--input`: JSON as it stands, `@file`, or `-` for stdin. */
import { readFileSync } from "node:fs";
import { isReservedKey } from "../../model/state.ts";
import { UsageError } from "../usage-error.ts";
import { drawJsonFault, findJsonFault } from "./json-fault.ts";

/**
 * The input as an object, empty when none was given.
 *
 * @throws {UsageError} when it can't be read, is no JSON, or is no object
 */
export function readInput(option: string | undefined): Record<string, unknown> {
  if (option === undefined) return {};
  const { text, name } = textOf(option);
  const value = parse(text.replace(/^\uFEFF/, ""), name);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const kind = Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
    throw new UsageError(`${name} is ${kind}. It must be a JSON object whose keys are state keys, such as {"beans": 12}`);
  }
  const reserved = Object.keys(value).filter(isReservedKey);
  if (reserved.length > 0) throw new UsageError(`${name} sets ${reserved.join(", ")}, but keys that begin with '$' are reserved.`);
  return value as Record<string, unknown>;
}

function textOf(option: string): { text: string; name: string } {
  if (option === "-") return { text: readFileSync(0, "utf8"), name: "The input from stdin" };
  if (!option.startsWith("@")) return { text: option, name: "The input" };
  const file = option.slice(1);
  try {
    return { text: readFileSync(file, "utf8"), name: `The input in '${file}'` };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "There is no such file." : (error as Error).message;
    throw new UsageError(`The input can't be read from '${file}'. ${reason}`);
  }
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.trim() === "") throw new UsageError(`${name} is empty. It must be a JSON object, such as {"beans": 12}`);
    const fault = findJsonFault(text);
    throw new UsageError(`${name} is not JSON. ${fault ? `Look at ${drawJsonFault(text, fault)}` : (error as Error).message}`);
  }
}
