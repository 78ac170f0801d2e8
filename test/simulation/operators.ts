/** Those who start, cancel, resume and clean up, at any moment, twice, and again when they are not sure that it worked. */
import { cancelExecution } from "../../src/engine/cancel-execution.ts";
import { collectBlobs } from "../../src/engine/collect-blobs.ts";
import { ExecutionConflict, UnknownExecution } from "../../src/engine/errors.ts";
import type { ExecutionRow, ExecutionStatus, Journal } from "../../src/engine/journal.ts";
import { type ResumeRequest, resumeExecution } from "../../src/engine/resume-execution.ts";
import { startExecution } from "../../src/engine/start-execution.ts";
import type { Home } from "../../src/engine/worker-options.ts";
import type { State } from "../../src/model/state.ts";
import { type Actor, PortError } from "./actor.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import { brokenMessage, repairKey, type Specimen } from "./specimen.ts";
import type { World } from "./world.ts";

/** The longest that anything may be between being stored and being recorded. */
const collectAfterMilliseconds = 60_000;

const mostResumptions = 60;

/** What operators work with. */
export interface Site {
  readonly execution: string;
  readonly world: World;
  readonly random: Random;
  readonly faults: Faults;
  readonly specimen: Specimen;
  readonly input: State;
  readonly graph: string | null;
  /** To look without being seen. */
  readonly journal: Journal;
  makeActor(kind: string, onCrash: () => void): Actor;
  homeOf(actor: Actor): Home;
  violate(what: string): void;
}

export class Operators {
  readonly #site: Site;
  resumptions = 0;

  constructor(site: Site) {
    this.#site = site;
  }

  start(): void {
    const { execution, specimen, input, graph } = this.#site;
    const request = { execution, pipeline: specimen.name, source: "here", graph, input };
    this.#operate((home) => startExecution(home, request));
  }

  /** Perhaps someone will start it again, cancel it, resume it while it runs, or collect blobs. */
  plan(): void {
    const { execution, world, random } = this.#site;
    const sometime = () => random.pick([random.between(0, 300), random.between(0, 20_000), random.between(0, 2_000_000)]);
    if (random.chance(0.1)) world.after(sometime(), () => this.start());
    if (random.chance(0.15)) world.after(sometime(), () => this.#operate((home) => cancelExecution(home, execution)));
    if (random.chance(0.1)) world.after(sometime(), () => this.#resume({}));
    for (let times = random.chance(0.25) ? random.between(1, 3) : 0; times > 0; times--) {
      world.after(sometime(), () => this.#operate((home) => collectBlobs(home, world.now - collectAfterMilliseconds)));
    }
  }

  /** When nothing is left to happen, the execution has ended. If it has not completed, there is a reason, and someone resumes it. */
  async isOver(): Promise<boolean> {
    const { execution, journal, violate } = this.#site;
    const row = await journal.readExecution(execution);
    if (!row || row.status === "running") {
      violate(`nothing is left to happen, but the execution ${row ? "runs" : "has not begun"}`);
      return true;
    }
    if (row.status === "completed") return true;
    await this.#resumeEnded(row);
    return false;
  }

  /** Some don't wait until everything is quiet. */
  notice(status: ExecutionStatus): void {
    const { execution, world, random, journal } = this.#site;
    if (status === "running" || status === "completed" || !random.chance(0.3)) return;
    world.after(random.between(1, 300), async () => {
      const row = await journal.readExecution(execution);
      if (row?.status === "failed" || row?.status === "cancelled") await this.#resumeEnded(row);
    });
  }

  async #resumeEnded(row: ExecutionRow): Promise<void> {
    const { random, faults, violate } = this.#site;
    const error = JSON.stringify(row.error ?? null);
    const broken = error.includes(brokenMessage);
    const spoiled = error.includes(" in the blob ") && faults.counts.has("spoiled-blob");
    if (row.status === "failed" && !broken && !spoiled && !error.includes("StepTimedOut")) violate(`it failed for no reason: ${error}`);
    if (++this.resumptions > mostResumptions) violate("it fails again and again");
    const fromHop = !broken && random.chance(0.3) ? await this.#someHop() : undefined;
    const request = broken ? { set: { [repairKey]: true } } : { fromHop };
    this.#resume(request);
    if (random.chance(0.1)) this.#resume(request);
  }

  #resume(request: ResumeRequest): void {
    const { execution } = this.#site;
    this.#operate(async (home) => {
      try {
        await resumeExecution(home, execution, request);
      } catch (error) {
        // An earlier try may have been recorded, and nothing sent.
        if (error instanceof ExecutionConflict && error.message.includes("has not ended")) return resumeExecution(home, execution);
        throw error;
      }
    });
  }

  /** Someone does something, again and again until it is done or can't be. */
  #operate(work: (home: Home) => Promise<unknown>): void {
    const { world, random, makeActor, homeOf, violate } = this.#site;
    const again = () => world.after(random.between(10, 2_000), () => this.#operate(work));
    work(homeOf(makeActor("operator", again))).catch((error) => {
      if (error instanceof PortError) again();
      else if (!(error instanceof ExecutionConflict || error instanceof UnknownExecution)) violate(`an operator got: ${error.stack}`);
    });
  }

  async #someHop(): Promise<number | undefined> {
    const hops: number[] = [];
    const { execution, journal } = this.#site;
    for await (const { hop, step } of journal.readHops(execution)) if (!step.startsWith("$")) hops.push(hop);
    return hops.length > 0 ? this.#site.random.pick(hops) : undefined;
  }
}
