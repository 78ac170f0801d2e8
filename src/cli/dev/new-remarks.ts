/** Tells what is to be said of a pipeline beside errors when it is new: whoever saves every minute has read the rest. */
import type { BuildFinding } from "../../deploy/build/build.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Target } from "../target.ts";
import { tellBuildWarnings, tellRemarks } from "../tell-remarks.ts";
import type { DevVersion } from "./dev-source.ts";

/** @returns a function that tells what it has not told of the version before */
export function makeRemarks(target: Target): (version: DevVersion) => Promise<void> {
  let told = new Set<string>();
  return async (version) => {
    const { diagnostics, warnings } = version;
    const before = told;
    told = new Set([...diagnostics.map(nameOf), ...warnings.map(nameOf)]);
    const isNew = (one: Diagnostic | BuildFinding) => !before.has(nameOf(one));
    await tellRemarks(diagnostics.filter(isNew), version, target);
    tellBuildWarnings(warnings.filter(isNew));
  };
}

/** Its place is no part of it: lines move. */
function nameOf({ message, ...rest }: Diagnostic | BuildFinding): string {
  return JSON.stringify(["code" in rest ? rest.code : "build", message]);
}
