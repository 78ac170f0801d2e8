/** What `orchwits dev` does with each version of a source that is being worked on: serve it, or say what is wrong with it, and serve on. */
import type { Paint } from "../../diagnostics/paint.ts";
import { TemplateFault } from "../../local-aws/provision/evaluate.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { describeRebuild } from "./describe-rebuild.ts";
import type { DevSession } from "./dev-session.ts";
import type { DevReading, DevVersion } from "./dev-source.ts";

/** Says what is wrong once: a save that leaves it so gets a short answer. */
export class FaultTeller {
  #told = "";

  /** Whether the last version was wrong. */
  get isWrong(): boolean {
    return this.#told !== "";
  }

  /** @param ending what is served in spite of it */
  tell(fault: string, ending: string): void {
    process.stderr.write(fault === this.#told ? `That is as wrong as before. ${ending}\n` : `${fault}${ending}\n`);
    this.#told = fault;
  }

  /** The next fault is told whole. @returns whether there was one */
  forget(): boolean {
    const wasWrong = this.isWrong;
    this.#told = "";
    return wasWrong;
  }
}

export interface Rebuild {
  readonly session: DevSession;
  readonly faults: FaultTeller;
  readonly paint: Paint;
  /** What is to be said of the new version. */
  readonly tellRemarks: (version: DevVersion) => Promise<void>;
  /** By the clock of `performance.now`. */
  readonly began: number;
}

const stillServed = "The old version is still served.";

/** Changes what is served, and says what that changed. Where nothing did, there is nothing to say. */
export async function rebuild({ version, fault }: DevReading, { session, faults, paint, tellRemarks, began }: Rebuild): Promise<void> {
  const old = session.current;
  if (!version) return faults.tell(fault, stillServed);
  if (version.stackName !== old.stackName) {
    return faults.tell(`The stack's name is now '${version.stackName}': that takes a new start.\n`, stillServed);
  }
  const what = describeRebuild(old, version);
  let news = "";
  try {
    if (what !== "") news = await session.change(version);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return faults.tell(`error: ${error.message}\n`, stillServed);
  }
  const mended = faults.forget() ? "mended: " : "";
  const said = what === "" && mended !== "" ? "the source says again what is served" : what;
  if (said !== "") {
    const took = paint("dim", formatMilliseconds(performance.now() - began));
    process.stdout.write(`${paint("green", "↻")} ${mended}${said} ${took}\n${news}`);
  }
  await tellRemarks(version);
}
