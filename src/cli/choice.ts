/** An option that takes one of a few words: lists them in the help, and suggests the one that was probably meant. */
import { InvalidArgumentError, Option } from "commander";
import { nearestName } from "../model/nearest-name.ts";

/** An option whose value is one of `words`. */
export function choice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, `${description} (${words.join(", ")})`).argParser((word) => {
    if (words.includes(word)) return word;
    const meant = nearestName(word, words);
    throw new InvalidArgumentError(`It can be ${words.join(", ")}.${meant ? ` Did you mean '${meant}'?` : ""}`);
  });
}

/** Parses a whole number, of which `least` is the smallest allowed. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && Number.isSafeInteger(number)) return number;
    throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
  };
}
