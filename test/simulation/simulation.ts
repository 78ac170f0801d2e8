/** One execution in a world where everything fails, until it has ended and nothing is left to happen; then everything is looked at. */
import { handleMessage } from "../../src/engine/handle-message.ts";
import type { Journal } from "../../src/engine/journal.ts";
import type { Worker } from "../../src/engine/worker-options.ts";
import { MemoryBlobs } from "../../src/local/memory-blobs.ts";
import { MemoryJournal } from "../../src/local/memory-journal.ts";
import type { State } from "../../src/model/state.ts";
import { Actor, leaseMilliseconds, PortError, type Trace } from "./actor.ts";
import { checkRun } from "./check-run.ts";
import { Faults } from "./faults.ts";
import { Operators } from "./operators.ts";
import { envelopeBytes, Queue } from "./queue.ts";
import { Random } from "./random.ts";
import { referenceOf } from "./reference.ts";
import type { Specimen } from "./specimen.ts";
import { WatchedJournal } from "./watched-journal.ts";
import { type WatchedInstance, WatchedSteps } from "./watched-steps.ts";
import { World } from "./world.ts";

const limits = { blobBytes: 200, envelopeBytes };

/** No run takes nearly as many; one that does goes round in circles. */
const mostTurns = 6_000;

/** What became of a run. */
export interface RunReport {
  readonly seed: number;
  readonly specimen: string;
  readonly violations: readonly string[];
  readonly turns: number;
  readonly hops: number;
  readonly resumptions: number;
  readonly faults: ReadonlyMap<string, number>;
}

/** @param turn lets everything run that can run without time going on */
export async function simulate(
  seed: number,
  specimens: readonly (() => Specimen)[],
  turn: () => Promise<void>,
  { trace = () => {}, journal = new MemoryJournal() }: { trace?: Trace | undefined; journal?: Journal | undefined } = {},
): Promise<RunReport> {
  const random = new Random(seed);
  const specimen = random.pick(specimens)();
  return new Simulation(seed, specimen, random.pick(specimen.inputs), random, journal, trace).run(turn);
}

class Simulation {
  readonly #seed: number;
  readonly #execution: string;
  readonly #specimen: Specimen;
  readonly #input: State;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #world = new World();
  readonly #journal: Journal;
  readonly #blobs = new MemoryBlobs({ now: () => this.#world.now, schedule: () => () => {} });
  readonly #violations: string[] = [];
  readonly #violate = (what: string) => {
    this.#violations.push(what);
  };
  readonly #watched: WatchedJournal;
  readonly #queue: Queue;
  readonly #steps: WatchedSteps;
  readonly #operators: Operators;
  readonly #flow: Specimen["flow"] | undefined;
  readonly #trace: Trace;
  #actors = 0;
  #tokens = 0;

  constructor(seed: number, specimen: Specimen, input: State, random: Random, journal: Journal, trace: Trace) {
    const faults = new Faults(random);
    this.#seed = seed;
    this.#specimen = specimen;
    this.#input = input;
    this.#random = random;
    this.#faults = faults;
    this.#trace = trace;
    this.#journal = journal;
    this.#execution = `x${seed}`;
    this.#watched = new WatchedJournal(
      journal,
      () => this.#world.now,
      this.#violate,
      (status) => this.#operators.notice(status),
    );
    this.#queue = new Queue(
      this.#world,
      random,
      faults,
      (text) => this.#handle(text),
      this.#violate,
      (message) => this.#watched.hasEnded(message),
    );
    this.#steps = new WatchedSteps(specimen.steps, random, faults);
    // Without a graph everything is read and travels.
    this.#flow = random.chance(0.8) ? specimen.flow : undefined;
    this.#operators = new Operators({
      execution: this.#execution,
      world: this.#world,
      random,
      faults,
      specimen,
      input,
      graph: this.#flow?.graph ?? null,
      journal: this.#journal,
      makeActor: (kind, onCrash) => this.#makeActor(kind, onCrash),
      homeOf: (actor) => this.#homeOf(actor),
      violate: this.#violate,
    });
  }

  async run(turn: () => Promise<void>): Promise<RunReport> {
    const reference = await referenceOf(this.#specimen, this.#input);
    this.#operators.start();
    this.#operators.plan();
    await turn();
    let turns = 0;
    while (this.#violations.length === 0) {
      if (++turns > mostTurns) this.#violate(`it has not ended after ${mostTurns} turns`);
      if (!this.#world.step() && (await this.#operators.isOver())) break;
      await turn();
    }
    const { name, flow, steps } = this.#specimen;
    let hops = 0;
    if (this.#violations.length === 0) {
      hops = await checkRun({
        journal: this.#journal,
        blobs: this.#blobs,
        execution: this.#execution,
        reference,
        flow: this.#flow,
        reads: flow.reads,
        seen: this.#steps.seen,
        sent: this.#queue.sent,
        grants: this.#watched.grants,
        hasHandler: steps.hasMethod("onFailure"),
        handlerRuns: this.#steps.handlerRuns,
        violate: this.#violate,
      });
    }
    const { resumptions } = this.#operators;
    this.#checkThrift();
    return { seed: this.#seed, specimen: name, violations: this.#violations, turns, hops, resumptions, faults: this.#faults.counts };
  }

  /** A duplicate may keep pace with the original for a hop or two, but never sends all that came after it once again. */
  #checkThrift(): void {
    const faults = [...this.#faults.counts.values()].reduce((sum, times) => sum + times, 0);
    const { needless } = this.#queue;
    if (needless > 6 + faults / 2 + this.#operators.resumptions) this.#violate(`${needless} messages were sent for hops that had ended`);
  }

  #makeActor(kind: string, onCrash: () => void): Actor {
    const name = `${kind} ${++this.#actors}`;
    return new Actor(this.#world, this.#random, this.#faults, onCrash, (...happened) => this.#trace(this.#world.now, name, ...happened));
  }

  #homeOf(actor: Actor) {
    return { ...actor.portsTo({ journal: this.#watched.journal, blobs: this.#blobs, dispatcher: this.#queue }), limits };
  }

  #handle(text: string): void {
    const actor = this.#makeActor("worker", () => this.#queue.again(text));
    const worker: Worker = {
      ...this.#homeOf(actor),
      pipeline: this.#steps.steps,
      flow: this.#flow,
      owner: "worker",
      leaseMilliseconds,
      renewEveryMilliseconds: this.#random.chance(0.5) ? 300 : undefined,
      signal: this.#faults.happens("interrupt") ? this.#interruptSoon() : undefined,
      random: () => this.#random.next(),
      makeToken: () => `token ${++this.#tokens}`,
      instanceOf: (): WatchedInstance => ({ actor, instance: this.#specimen.steps.create() }),
    };
    handleMessage(worker, JSON.parse(text)).then(
      (handled) => {
        if (handled.kind === "held") this.#queue.deliver(text, Math.max(0, handled.until - this.#world.now) + this.#random.between(1, 50));
        else if (handled.kind === "stale" && handled.reason.includes("never asked for")) this.#violate(handled.reason);
        else if (this.#faults.happens("lost-acknowledgement")) this.#queue.again(text);
      },
      (error) => {
        if (error instanceof PortError) this.#queue.again(text);
        else this.#violate(`a worker got: ${error instanceof Error ? error.stack : error}`);
      },
    );
  }

  #interruptSoon(): AbortSignal {
    const controller = new AbortController();
    this.#world.after(this.#random.between(0, 40), () => controller.abort(new PortError("interrupted")));
    return controller.signal;
  }
}
