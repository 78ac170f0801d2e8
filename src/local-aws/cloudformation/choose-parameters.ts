/** The values that a template's parameters have in a change set: those that are said, those that were, or defaults. */
import { ServiceError } from "../service-error.ts";
import type { Version } from "./stack-record.ts";

interface ChangeSetRequest {
  readonly kind: string;
  readonly parameters: readonly { readonly key: string; readonly value?: string | undefined; readonly previous: boolean }[];
}

const invalid = (message: string) => new ServiceError("ValidationError", message);

export function chooseParameters(
  declared: NonNullable<Version["template"]["Parameters"]>,
  { kind, parameters }: ChangeSetRequest,
  previous: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const unknown = parameters.filter(({ key }) => !Object.hasOwn(declared, key)).map(({ key }) => key);
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  if (kind === "CREATE" && parameters.some(({ previous }) => previous)) {
    throw invalid("Cannot specify UsePreviousValue on Parameters when ChangeSetType is CREATE");
  }
  const lost = parameters.filter(({ key, previous: kept }) => kept && !Object.hasOwn(previous, key)).map(({ key }) => key);
  if (lost.length > 0) {
    const why = "Cannot specify usePreviousValue as true for a parameter key not in the previous template";
    throw invalid(`Invalid input for parameter key ${lost[0]}. ${why}`);
  }
  const chosen: Record<string, string> = {};
  for (const [name, { Default }] of Object.entries(declared)) {
    const given = parameters.find(({ key }) => key === name);
    const value = given?.previous ? previous[name] : (given?.value ?? (Default === undefined ? undefined : String(Default)));
    if (value !== undefined) chosen[name] = value;
  }
  const missing = Object.keys(declared).filter((name) => !Object.hasOwn(chosen, name));
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(", ")}] must have values`);
  return chosen;
}
