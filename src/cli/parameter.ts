/** The option `--parameter`, of the commands that give parameters of the template their values. */
import { InvalidArgumentError } from "commander";

/** Adds what `name=value` says to what earlier ones have said. */
export function collectParameter(text: string, known: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = text.indexOf("=");
  if (equals <= 0) throw new InvalidArgumentError("Write it as name=value.");
  return { ...known, [text.slice(0, equals)]: text.slice(equals + 1) };
}
