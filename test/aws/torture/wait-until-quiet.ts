/** Waits until nothing is left to happen, and skips the time in which only queues and schedules wait. */
import { setTimeout as sleep } from "node:timers/promises";
import type { DeployedOrdeal } from "./deploy-ordeal.ts";

/** How long all must be quiet before anything is skipped: whoever polls a queue looks five times a second. */
const quietMilliseconds = 600;

const tellMilliseconds = 10_000;

/** @returns whether it became quiet in time */
export async function waitUntilQuiet(
  ordeal: DeployedOrdeal,
  mostMilliseconds: number,
  onProgress: (what: string) => void,
): Promise<boolean> {
  const { aws, clock, longestLeaseMilliseconds } = ordeal;
  const deadline = performance.now() + mostMilliseconds;
  let quietSince: number | undefined;
  let toldAt = performance.now();
  while (performance.now() < deadline) {
    await sleep(50);
    if (performance.now() - toldAt > tellMilliseconds) {
      toldAt = performance.now();
      onProgress(describe(ordeal));
    }
    const busy =
      aws.lambda.running > 0 || aws.lambda.waiting > 0 || aws.schedules.delivering > 0 || !(await isSettled(aws.lambda.settled()));
    if (busy) quietSince = undefined;
    else quietSince ??= performance.now();
    if (quietSince === undefined || performance.now() - quietSince < quietMilliseconds) continue;
    const due = dueTimes(ordeal);
    if (due.length === 0) return true;
    // What comes back when a lease is over must not come before: leases end by the functions' time, which is the machine's.
    const now = clock.now();
    const wait = Math.min(...due) - now;
    if (wait > longestLeaseMilliseconds) clock.advance(Math.max(...due) - now);
    else if (wait < -quietMilliseconds) continue;
    quietSince = undefined;
  }
  return false;
}

async function isSettled(settled: Promise<void>): Promise<boolean> {
  return Promise.race([settled.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}

/** When messages become visible and schedules are due. */
function dueTimes({ aws, resources }: DeployedOrdeal): number[] {
  const waiting = [resources.delays, resources.deadLetters].flatMap((arn) =>
    arn === undefined ? [] : [...aws.queues.find(arn).messages].map(({ visibleAt }) => visibleAt),
  );
  const scheduled = aws.schedules.all().map(({ expression }) => Date.parse(`${expression.slice(3, -1)}Z`));
  return [...waiting, ...scheduled];
}

function describe({ aws, resources }: DeployedOrdeal): string {
  const { running, waiting } = aws.lambda;
  const queued = [resources.delays, resources.deadLetters].map((arn) => (arn === undefined ? 0 : aws.queues.size(arn)));
  return `${running} run, ${waiting} wait in Lambda, ${queued[0]} are delayed, ${queued[1]} are dead letters, ${aws.schedules.all().length} are scheduled`;
}
