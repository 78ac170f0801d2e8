/** Ends the hop of a message that outlived its retries, or heals what it left undone. */
import { claimHop } from "../engine/claim-hop.ts";
import { isNamed, UnknownStep, WorkersDied } from "../engine/errors.ts";
import { fail, runAgain } from "../engine/fail-hop.ts";
import type { Handled } from "../engine/handled.ts";
import { recordError } from "../engine/record-error.ts";
import { settleRefused } from "../engine/settle-refused.ts";
import type { HopWorker } from "../engine/worker-options.ts";
import type { Message } from "../model/message.ts";
import { type AwsError, isAwsError } from "./aws/aws-error.ts";
import type { Death } from "./dead-letter.ts";
import type { FunctionHome } from "./function-home.ts";
import type { HopHeld } from "./hop-held.ts";
import type { LambdaContext } from "./lambda-context.ts";
import type { Log } from "./log.ts";
import type { NoDelays } from "./stack-faults.ts";
import { makeWorker, type Station } from "./station.ts";

/** A step whose runs end with the death of their process runs so often, as it would be invoked if the claim didn't keep retries out. */
const mostDeaths = 3;

/** What AWS refuses is believed from here on: while a stack is deployed, it may refuse what it will allow in a moment. */
const patientReceives = 3;

const heldName = "HopHeld" satisfies HopHeld["name"];
const diedName = "WorkersDied" satisfies WorkersDied["name"];
const diedHolding = "died while it ran: its claim is over, and it recorded no outcome.";
const mayBe = " It may run out of memory or time, call process.exit(), or crash in native code.";

export interface GivenUp {
  readonly station: Station;
  readonly home: FunctionHome;
  readonly context: LambdaContext;
  readonly message: Message;
  readonly why: Death;
  /** How often the letter was received, this time included. */
  readonly receives: number;
  readonly log: Log;
}

/** @throws whatever kept a port from doing its work: the letter must stay in the queue */
export async function giveUp({ station, home, context, message, why, receives, log }: GivenUp): Promise<Handled> {
  let instead: Handled | undefined;
  const worker: HopWorker = {
    ...makeWorker(station, home, context, {}),
    dispatcher: {
      async dispatch(next, afterMilliseconds) {
        try {
          await home.dispatcher.dispatch(next, afterMilliseconds);
        } catch (error) {
          if (receives < patientReceives || !canNeverBeSent(error)) throw error;
          log.write("error", `step '${next.step}' can't be invoked, so that its hop fails`, { error: recordError(error) });
          instead = await failUnsent(worker, next, error);
        }
      },
    },
  };
  const handled = await endOrHeal(worker, message, why);
  return instead ?? handled;
}

async function endOrHeal(worker: HopWorker, message: Message, why: Death): Promise<Handled> {
  const deaths = why.errorName === heldName ? await countDeaths(worker, message) : mostDeaths;
  const claim = await claimHop(worker, message);
  if ("refused" in claim) return settleRefused(worker, message, claim.refused);
  // Whoever held it has died, and its own retries found it held: a run that should have followed did not.
  if (deaths < mostDeaths) {
    return runAgain(worker, claim, new WorkersDied(`The function of step '${message.step}' ${diedHolding}${mayBe}`), 0);
  }
  return fail(worker, claim, makeGivenUp(worker, message, why));
}

/** This death included. Attempts that ended in another way are the policy's to count. */
async function countDeaths({ journal }: HopWorker, message: Message): Promise<number> {
  const { failures = [] } = (await journal.readHop(message)) ?? {};
  return 1 + failures.filter(({ error }) => error.name === diedName).length;
}

/** Fails the hop of a message that can't be sent, so that its execution ends and can be resumed. */
async function failUnsent(worker: HopWorker, message: Message, error: Error): Promise<Handled> {
  const claim = await claimHop(worker, message);
  if ("refused" in claim) return settleRefused(worker, message, claim.refused);
  const { step, hop } = message;
  return fail(
    worker,
    claim,
    new UnknownStep(
      `Hop ${hop} can't run: step '${step}' can't be invoked in this stack. ${error.message} If another version of the pipeline sent it ` +
        "there, bring the step back, or resume from an earlier hop.",
      step,
    ),
  );
}

/** What is not there may be refused as what is not allowed: policies are looked at first. */
function canNeverBeSent(error: unknown): error is AwsError | NoDelays {
  if (isNamed(error, "NoDelays")) return true;
  return isAwsError(error) && ["ResourceNotFoundException", "QueueDoesNotExist", "AccessDeniedException"].includes(error.code);
}

function makeGivenUp({ resumeOptions }: HopWorker, { execution, step }: Message, { what, errorName }: Death): WorkersDied {
  const happened = errorName === heldName ? diedHolding : `${what}.`;
  // Named so by Lambda itself, where the function could not say anything any more.
  const silent = errorName === undefined || errorName === heldName || /^(Runtime|Sandbox)\./.test(errorName);
  const goOn = `Mend it, then run: orchwits resume ${execution}${resumeOptions}`;
  return new WorkersDied(`Step '${step}' was given up: its function ${happened}${silent ? mayBe : ""} ${goOn}`);
}
