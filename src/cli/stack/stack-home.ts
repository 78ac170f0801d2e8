/** A stack on AWS as a home of executions. */
import { openPorts } from "../../lambda/open-ports.ts";
import type { OperatedHome, Where } from "../operate/operated-home.ts";
import { commandLine } from "../run/rerun-command.ts";
import { findDeployed } from "./find-deployed.ts";
import { stackConditionOf } from "./stack-conditions.ts";
import { stackWords } from "./stack-words.ts";

/** What a search looks through at most: each execution is a read of its own. */
const mostSearched = 1_000;

/** @throws {AwsFault} when there is no such stack */
export async function openStackHome(where: Where & { readonly stack: string }): Promise<OperatedHome> {
  const { stack, resources, region, credentials } = await findDeployed(where);
  const ports = openPorts({ resources, region, credentials });
  const words = stackWords(where);
  return {
    ...ports,
    shown: `stack ${stack}`,
    words,
    empty: `There are no executions in stack ${stack} yet. Begin one: ${commandLine(["start", ...words, "--input", "{}"])}`,
    mostSearched,
    runsItself: true,
    conditions: () => (row, last) => stackConditionOf(row, last, ports.clock.now()),
    close: () => {},
  };
}
