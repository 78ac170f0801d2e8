/** Whether steps can have their names once deployed: each is a Lambda function, and a resource of a template. */
import { isStackName, longestFunctionName, ownFunctions } from "./deployed-names.ts";
import type { Graph } from "./graph.ts";
import { logicalIdOf } from "./logical-id.ts";

export interface NameFault {
  readonly message: string;
  readonly fix: string;
  /** Absent where it is the stack's name that is at fault. */
  readonly step?: string;
}

/** @param stack the stack's name, where it is known */
export function nameFaults({ steps, failureHandler }: Graph, stack?: string): readonly NameFault[] {
  const faults: NameFault[] = [];
  const taken = new Map<string, string>();
  if (failureHandler) taken.set("onfailure", "onFailure");
  for (const { name: step } of steps) {
    const odd = /[^A-Za-z0-9_]/u.exec(step)?.[0];
    const id = logicalIdOf(step);
    const other = taken.get(id.toLowerCase());
    if (odd !== undefined) {
      faults.push({
        step,
        message: `Step '${step}' can't be deployed under its name: a Lambda function's name has letters without accents, digits and '_' only, and no '${odd}'.`,
        fix: `Rename it${asciiOf(step)}.`,
      });
    } else if (id === "" || /^\d/.test(id)) {
      faults.push({ step, message: `Step '${step}' can't be deployed under its name: it needs a letter.`, fix: "Rename it." });
    } else if (other !== undefined) {
      faults.push({
        step,
        message: `Steps '${other}' and '${step}' can't both be deployed: in the template, both would be called '${id}'.`,
        fix: `Rename one of them. Names must differ in more than '_' and case.`,
      });
    } else if (/^orchwits/i.test(id)) {
      faults.push({
        step,
        message: `Step '${step}' can't be deployed under its name: what begins with 'Orchwits' in the template is Orchwits' own.`,
        fix: `Rename it${id.length > 8 ? `, for example to '${id.charAt(8).toLowerCase()}${id.slice(9)}'` : ""}.`,
      });
    } else if (!fits(step, stack)) {
      faults.push({ step, message: wordLong(step, stack), fix: stack === undefined ? "Shorten it." : "Shorten it, or the stack's name." });
    }
    if (!taken.has(id.toLowerCase())) taken.set(id.toLowerCase(), step);
  }
  if (stack !== undefined) faults.push(...stackFaults(stack));
  return faults;
}

/** The longest of our own functions must fit behind it, too. */
function stackFaults(stack: string): readonly NameFault[] {
  // How long it is comes after what it is made of.
  if (!isStackName(stack.slice(0, longestFunctionName))) {
    const message = `A stack can't be called '${stack}': CloudFormation takes letters, digits and hyphens, the first a letter.`;
    return [{ message, fix: "Name it otherwise, such as 'cafe' or 'cafe-test'." }];
  }
  const longest = Math.max(...Object.values(ownFunctions).map(({ length }) => length));
  const room = longestFunctionName - longest - 1;
  if (stack.length <= room) return [];
  return [
    { message: `The stack's name '${stack}' is too long: its functions' names begin with it.`, fix: `Use at most ${room} characters.` },
  ];
}

function fits(step: string, stack = "x"): boolean {
  return `${stack}-${step}`.length <= longestFunctionName;
}

function wordLong(step: string, stack = "…"): string {
  return (
    `Step '${step}' can't be deployed under its name: its function would be called '${stack}-${step}', and the name of a Lambda function ` +
    `has at most ${longestFunctionName} characters.`
  );
}

/** Without accents and signs, where something is left. */
function asciiOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/[^A-Za-z0-9_]/g, "");
  return /[A-Za-z]/.test(plain) ? `, for example to '${plain}'` : "";
}
