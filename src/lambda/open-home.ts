/** Opens the home of a stack's functions, from what the template put into their environment. */
import type { FunctionHome } from "./function-home.ts";
import { openWorkerPorts, resourcesFromEnvironment } from "./open-ports.ts";

/** @throws {ResourcesMissing} when the environment lacks what every function of a stack needs */
export function openHome(): FunctionHome {
  const resources = resourcesFromEnvironment();
  return { ...openWorkerPorts({ resources }), stack: stackOf(resources.functions), writeLine };
}

/** `arn:aws:lambda:eu-west-1:1234:function:cafe-` begins the functions of the stack `cafe`. */
function stackOf(functions: string): string {
  return functions.slice(functions.lastIndexOf(":") + 1, -1);
}

// Not `console`, whose lines Lambda may give a prefix, nor `process.stdout`, which takes a while to be made. The module is loaded already,
// but importing it would give each of its names an export.
function writeLine(line: string): void {
  process.getBuiltinModule("node:fs").writeSync(1, `${line}\n`);
}
