/** Faults that a test can ask for: crashes between the phases of a hop, and messages that come more than once. */

import type { PipelineSteps } from "../engine/collect-steps.ts";
import { InvalidInput } from "../engine/errors.ts";
import { describeUnknownStep } from "../engine/pipeline-steps.ts";
import type { Message } from "../model/message.ts";
import { nearestName } from "../model/nearest-name.ts";

/**
 * What a worker does with a message, in order. `claim`: it takes the hop for itself. `run`: it runs the step. `store`: it stores large
 * values. `complete`: the outcome is taken, or the next attempt is planned. `dispatch`: the next message is sent, or the end is written.
 */
export const phases = ["claim", "run", "store", "complete", "dispatch"] as const;

export type Phase = (typeof phases)[number];

/** Names a hop by its number, or by its step: then it is the first hop that runs it. */
export type HopName<Step extends string> = { readonly hop: number; readonly step?: never } | { readonly step: Step; readonly hop?: never };

/** The process dies after a phase. The message is delivered again, to another one. */
export type Crash<Step extends string = string> = { readonly after: Phase; readonly attempt?: number } & HopName<Step>;

/** The message of a hop is delivered again at once, and once more when all is over. */
export type Duplicate<Step extends string = string> = HopName<Step>;

function checkPhase(phase: Phase): void {
  if (phases.includes(phase)) return;
  const meant = nearestName(String(phase), phases);
  throw new InvalidInput(
    `There is no phase '${phase}' to crash after. ${meant ? `Did you mean '${meant}'?` : `There are ${phases.join(", ")}.`}`,
  );
}

function checkHop(fault: string, { hop, step }: { hop?: number; step?: string }, pipeline: PipelineSteps): void {
  if (hop === undefined && step === undefined) throw new InvalidInput(`${fault} needs a 'hop' or a 'step', which says when it comes.`);
  if (step !== undefined && !pipeline.steps.has(step)) {
    throw new InvalidInput(`${fault} is asked for at '${step}', but ${describeUnknownStep(pipeline, step)}`);
  }
}

/** The faults that have yet to come. */
export class FaultPlan {
  readonly #crashes: Crash[];
  readonly #duplicates: Duplicate[];

  /** @throws {InvalidInput} for an unknown phase or step */
  constructor(crashes: readonly Crash[], duplicates: readonly Duplicate[], pipeline: PipelineSteps) {
    for (const crash of crashes) {
      checkPhase(crash.after);
      checkHop("A crash", crash, pipeline);
    }
    for (const duplicate of duplicates) checkHop("A duplicate", duplicate, pipeline);
    this.#crashes = [...crashes];
    this.#duplicates = [...duplicates];
  }

  /** The crash that is to come while this message is handled. */
  crashFor(message: Message): Crash | undefined {
    return this.#crashes.find((crash) => isOf(crash, message) && (crash.attempt ?? message.attempt) === message.attempt);
  }

  crashed(crash: Crash): void {
    this.#crashes.splice(this.#crashes.indexOf(crash), 1);
  }

  /** Whether this message, now dispatched for the first time, is to be delivered more than once. */
  takeDuplicate(message: Message): boolean {
    const index = this.#duplicates.findIndex((duplicate) => isOf(duplicate, message));
    return index >= 0 && this.#duplicates.splice(index, 1).length > 0;
  }

  /** @throws {InvalidInput} where a fault never came: the test would prove nothing */
  checkAllCame(path: readonly string[]): void {
    const [fault] = [...this.#crashes.map(describeCrash), ...this.#duplicates.map(describeDuplicate)];
    if (fault) throw new InvalidInput(`The test asks for ${fault}, which never came. The run went ${path.join(" → ")}.`);
  }
}

function isOf({ hop, step }: HopName<string>, message: Message): boolean {
  return hop === undefined ? step === message.step : hop === message.hop;
}

/** As in "a crash after 'run' at hop 2". */
export function describeCrash({ after, attempt, ...name }: Crash): string {
  return `a crash after '${after}' ${describeHop(name)}${attempt === undefined ? "" : `, attempt ${attempt}`}`;
}

/** As in "a duplicate of the message at hop 2". */
export function describeDuplicate(duplicate: Duplicate): string {
  return `a duplicate of the message ${describeHop(duplicate)}`;
}

function describeHop({ hop, step }: HopName<string>): string {
  return hop === undefined ? `at step '${step}'` : `at hop ${hop}`;
}
