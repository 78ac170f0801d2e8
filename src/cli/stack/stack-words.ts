/** The options that name a stack, for commands to be pasted. */
import type { Where } from "../operate/operated-home.ts";

export function stackWords({ stack, region, profile }: Where): readonly string[] {
  const word = (option: string, value: string | undefined) => (value === undefined ? [] : [option, value]);
  return [...word("--stack", stack), ...word("--region", region), ...word("--profile", profile)];
}
