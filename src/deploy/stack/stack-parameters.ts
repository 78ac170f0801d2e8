/** What a template's parameters are to be: given ones, those of the last deployment, or defaults. */
import type { Parameter } from "@aws-sdk/client-cloudformation";
import { nearestName } from "../../model/nearest-name.ts";
import type { Template } from "../template/template.ts";
import { AwsFault } from "./aws-fault.ts";

/**
 * @param creates whether the stack is made anew, so that values of an earlier attempt must be said again (CloudFormation refuses to look
 * them up for a change set that creates)
 * @throws {AwsFault} for parameters that have no value, and for values that no parameter takes
 */
export function chooseParameters(
  template: Pick<Template, "Parameters">,
  given: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
  creates: boolean,
): readonly Parameter[] {
  const declared = template.Parameters ?? {};
  const names = Object.keys(declared);
  // What must not be seen is not told, so that it can't be said again.
  const isSecret = (name: string) =>
    declared[name]?.NoEcho === true || declared[name]?.NoEcho === "true" || /^\*+$/.test(known[name] ?? "");
  const previous = creates ? Object.fromEntries(Object.entries(known).filter(([name]) => !isSecret(name))) : known;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const meant = nearestName(name, names);
    const hint = meant !== undefined ? ` Did you mean '${meant}'?` : names.length > 0 ? ` It has: ${names.join(", ")}.` : " It has none.";
    throw new AwsFault(`The stack has no parameter '${name}'.${hint}`);
  }
  const missing = names.filter(
    (name) => !Object.hasOwn(given, name) && !Object.hasOwn(previous, name) && declared[name]?.Default === undefined,
  );
  if (missing.length > 0) {
    const options = missing.map((name) => `--parameter ${name}=…`).join(" ");
    throw new AwsFault(
      `${missing.length === 1 ? `Parameter ${missing[0]} has` : `Parameters ${missing.join(", ")} have`} no value yet. Give one: ${options}`,
    );
  }
  return names
    .filter((name) => Object.hasOwn(given, name) || Object.hasOwn(previous, name))
    .map((name) =>
      creates || Object.hasOwn(given, name)
        ? { ParameterKey: name, ParameterValue: Object.hasOwn(given, name) ? given[name] : previous[name] }
        : { ParameterKey: name, UsePreviousValue: true },
    );
}
