/** Starts executions on a local AWS where everything fails, waits until all is quiet, checks each, mends everything, and resumes what failed. */
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { resumeExecution } from "../../../src/engine/resume-execution.ts";
import { run } from "../../../src/index.ts";
import { AwsClient } from "../../../src/lambda/aws/aws-client.ts";
import { seededRandom } from "../../durability/seeded-random.ts";
import { type DeployedOrdeal, deployOrdeal, stackName } from "./deploy-ordeal.ts";
import { Ledger, type Mishap } from "./ledger.ts";
import { Mischief, type Plan } from "./mischief.ts";
import { Ordeal } from "./ordeal.ts";
import { faultKinds, startOutages } from "./outages.ts";
import { openTally, type Tally } from "./tally.ts";
import { type Evidence, verifyOrdeal } from "./verify-ordeal.ts";
import { waitUntilQuiet } from "./wait-until-quiet.ts";

export interface TormentOptions {
  /** An empty folder. It is removed at the end. */
  readonly folder: string;
  readonly executions: number;
  /** Of an execution's route, at most. */
  readonly steps: number;
  readonly seed: number;
  readonly processes: number;
  /** How many of them run something at once. */
  readonly busy: number;
  /** How many times as fast Lambda's own time goes. */
  readonly hurry: number;
  /** How many times as long functions may run as the source says. */
  readonly patience: number;
  /** Between two outages of a service. */
  readonly outagesMilliseconds: number;
  /** What is stuck for so long is stuck. */
  readonly mostMilliseconds: number;
  readonly onProgress?: (what: string) => void;
}

export interface TormentFindings {
  readonly figures: Readonly<Record<string, number>>;
  /** What must not be, in words. */
  readonly violations: readonly string[];
  /** What was said of the executions that something is wrong with. */
  readonly log: readonly string[];
}

export async function tormentStack(options: TormentOptions): Promise<TormentFindings> {
  const { folder, seed, executions, onProgress = () => {} } = options;
  const began = performance.now();
  const [mischief, ledger] = [new Mischief(seed, options.steps), new Ledger()];
  const plans = Array.from({ length: executions }, (_, index) => mischief.plan(index));
  const planOf = new Map(plans.map((plan) => [plan.execution, plan]));
  const tally = await openTally((execution, hop, nth) => mischief.behaviour(planOf.get(execution) as Plan, hop, nth));
  let ordeal: DeployedOrdeal | undefined;
  try {
    const expected = await referenceOf(plans);
    ordeal = await deployOrdeal({ ...options, tallyUrl: tally.url, mischief, ledger });
    const { aws, ports } = ordeal;
    aws.faults.seed(seed);
    const stopOutages = startOutages(aws, seededRandom(seed), options.outagesMilliseconds);
    onProgress("deployed");
    await startAll(ordeal, plans);
    onProgress("started");
    const quiet = await waitUntilQuiet(ordeal, options.mostMilliseconds, onProgress);
    const outages = await stopOutages();
    onProgress(quiet ? "quiet" : "not quiet");

    const evidence: Evidence = { ports, tally, ledger, expected };
    const violations: string[] = quiet ? [] : ["it never became quiet"];
    const first = await verifyAll(evidence, plans, violations);
    violations.push(...checkQueues(ordeal));
    const listed = new Set((await ports.journal.list({ status: "failed", limit: executions })).map(({ execution }) => execution));
    for (const execution of first.failed) if (!listed.has(execution)) violations.push(`${execution} has failed, but is not listed`);
    if (listed.size !== first.failed.length) violations.push(`${listed.size} are listed as failed, but ${first.failed.length} are`);

    mischief.mended = true;
    for (const execution of first.failed) await resumeExecution(ports, execution);
    if (!(await waitUntilQuiet(ordeal, options.mostMilliseconds, onProgress))) violations.push("it never became quiet after resuming");
    const second = await verifyAll(evidence, plans, violations);
    violations.push(...checkQueues(ordeal));
    for (const execution of second.failed) violations.push(`${execution} was resumed with all mended, and has failed again`);
    if (tally.failures.length < first.failed.length)
      violations.push(`onFailure ran ${tally.failures.length} times for ${first.failed.length} failures`);
    const figures = {
      executions,
      ...figuresOf(ordeal, ledger, tally),
      outages,
      completed: executions - first.failed.length,
      failed: first.failed.length,
      doomed: plans.filter(({ doom }) => doom).length,
      resumed: second.completed.length - first.completed.length,
      seconds: Math.round((performance.now() - began) / 1_000),
    };
    const wrong = plans.filter(({ execution }) => violations.some((what) => what.startsWith(`${execution}:`)));
    return { figures, violations, log: wrong.slice(0, 5).flatMap(({ execution }) => ledger.logOf(execution)) };
  } finally {
    await ordeal?.aws.close();
    await tally.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What comes out where nothing goes wrong: on this machine, in memory, on a clock that does not wait. */
async function referenceOf(plans: readonly Plan[]): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  const clock = { now: () => 0, schedule: (_: number, task: () => void) => clearImmediate.bind(undefined, setImmediate(task)) };
  for (const { execution, input } of plans) sums.set(execution, (await run(Ordeal, input, { clock })).sum);
  return sums;
}

/** Starts as programs do that try until they are told that it worked. */
async function startAll({ aws }: DeployedOrdeal, plans: readonly Plan[]): Promise<void> {
  const client = new AwsClient({ region: aws.region, environment: aws.environment, credentials: () => aws.root });
  const headers = { "content-type": "application/json", "x-amz-invocation-type": "Event" };
  const request = { service: "lambda", operation: "Invoke", method: "POST", headers } as const;
  const path = `/2015-03-31/functions/${stackName}-start/invocations`;
  for (const { execution, input } of plans) {
    const body = JSON.stringify({ ...input, $id: execution });
    for (;;) {
      const accepted = await client.send({ ...request, path, body }, () => true).catch(() => false);
      if (accepted) break;
      await sleep(50);
    }
  }
}

async function verifyAll(evidence: Evidence, plans: readonly Plan[], violations: string[]) {
  const failed: string[] = [];
  const completed: string[] = [];
  for (const plan of plans) {
    const { status, wrong } = await verifyOrdeal(evidence, plan);
    for (const what of wrong) violations.push(`${plan.execution}: ${what}`);
    if (status === "failed") failed.push(plan.execution);
    if (status === "completed") completed.push(plan.execution);
  }
  return { failed, completed };
}

function checkQueues({ aws }: DeployedOrdeal): string[] {
  return aws.queues.all().flatMap(({ name, messages }) => [...messages].map(({ body }) => `a message is left in ${name}: ${body}`));
}

function figuresOf({ aws, functions }: DeployedOrdeal, { mishaps }: Ledger, { runs, failures }: Tally): Record<string, number> {
  const sum = (key: keyof ReturnType<typeof aws.lambda.countsOf>) =>
    functions.reduce((all, name) => all + aws.lambda.countsOf(name)[key], 0);
  const all = [...runs.values()].flat();
  const once = new Set(all.map(({ execution, hop, attempt }) => `${execution} ${hop} ${attempt}`));
  const told = (how: string) => all.filter((one) => one.told === how).length;
  const { killed, exited, failed, held, "timed out": timedOut } = mishaps satisfies Record<Mishap, number>;
  const struck = Object.fromEntries(faultKinds.map((kind) => [`fault: ${kind}`, aws.faults.struck(kind)]));
  return {
    invocations: sum("invocations"),
    "cold starts": sum("coldStarts"),
    requests: aws.counts.of(),
    "runs of steps": all.length,
    "runs again of an attempt": all.length - once.size,
    "runs of onFailure": failures.length,
    "killed, out of memory included": killed,
    "told to eat memory": told("eat"),
    exited,
    "timed out": timedOut,
    "failed by a service": failed,
    held,
    throttled: sum("throttles"),
    "retries of Lambda": sum("retries"),
    "dead letters": sum("givenUp"),
    ...struck,
  };
}
