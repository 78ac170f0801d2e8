/** The sentences of the errors that end an execution: what happened, why, and what to do. */
import { describeThrown } from "./error-report.ts";
import { Cancelled, InvalidOutcome, StepFailed, StepTimedOut, TooManyHops, type Whereabouts, WorkersDied } from "./errors.ts";

/** Where it happened, and in which class. */
export interface Scene extends Whereabouts {
  /** The name of the class. */
  readonly pipeline: string;
  /** What goes on from here, where there is more than a new run. */
  readonly resumeWith?: string | undefined;
}

export function makeStepFailed(scene: Scene, thrown: unknown): StepFailed {
  const attempts = scene.attempt > 1 ? ` after ${scene.attempt} attempts` : "";
  return new StepFailed(`${subject(scene)} failed${attempts}: ${sentence(describeThrown(thrown))} ${howToGoOn(scene)}`, scene, {
    cause: thrown,
  });
}

/**
 * @param timeout the step's own timeout as its author wrote it, undefined where its function's time was over before that
 * @param failure what the step threw when it was cut short, if it threw
 */
export function makeStepTimedOut(scene: Scene, timeout: string | undefined, failure: { thrown: unknown } | undefined): StepTimedOut {
  const advice = `Give it more time with @step({ timeout }), up to "15m", or hand the context's 'signal' to what takes so long.`;
  return new StepTimedOut(
    `${subject(scene)} took longer than ${timeout ? `its timeout of ${timeout}` : "its function may run"}. ${advice}`,
    scene,
    failure && { cause: failure.thrown },
  );
}

/** @param fault goes on from "Step 'x' of X ", as a whole sentence */
export function makeInvalidOutcome(scene: Scene, fault: string): InvalidOutcome {
  return new InvalidOutcome(`${subject(scene)} ${fault}`, scene);
}

export function makeTooManyHops(scene: Scene, maxHops: number): TooManyHops {
  const hops = maxHops.toLocaleString("en");
  return new TooManyHops(
    `The execution of ${scene.pipeline} took ${hops} ${maxHops === 1 ? "hop" : "hops"}, as many as it may, and was about to run ` +
      `step '${scene.step}'. If it loops without end, mend the loop; if it is meant to be this long, raise the limit 'maxHops' ` +
      `(--max-hops). ${howToGoOn(scene)}`,
    scene,
  );
}

export function makeWorkersDied(step: string, deaths: number): WorkersDied {
  return new WorkersDied(
    `Step '${step}' was given up: ${deaths} processes that ran it died. It may run out of memory, call process.exit(), or crash in native ` +
      "code. Mend it, then resume the execution.",
  );
}

export function makeCancelled(scene: Scene, when: "in" | "before", reason: unknown): Cancelled {
  return new Cancelled(`The execution of ${scene.pipeline} was cancelled ${when} step '${scene.step}'. ${howToGoOn(scene)}`, scene, {
    cause: reason,
  });
}

function subject({ pipeline, step }: Scene): string {
  return `Step '${step}' of ${pipeline}`;
}

function howToGoOn({ pipeline, step, resumeWith }: Scene): string {
  if (resumeWith) return `${resumeWith} goes on from there.`;
  return `run(${pipeline}, error.state, { from: "${step}" }) goes on from there.`;
}

// Escaped: one character beyond Latin 1, and V8 takes twice as much memory for the bundle, and longer to read it.
function sentence(text: string): string {
  return /[.!?\u2026]$/.test(text) ? text : `${text}.`;
}
