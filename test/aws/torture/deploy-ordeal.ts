/** Deploys the ordeal to a local AWS whose days are bad. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openAnalyzer } from "../../../src/analyzer/analyzer.ts";
import type { TemplateResource } from "../../../src/deploy/template/template.ts";
import type { Ports } from "../../../src/engine/worker-options.ts";
import { openPorts } from "../../../src/lambda/open-ports.ts";
import { type LocalAws, startLocalAws } from "../../../src/local-aws/local-aws.ts";
import { provision } from "../../../src/local-aws/provision/provision.ts";
import { readResources, resourceNames, type StackResources } from "../../../src/model/stack-resources.ts";
import { buildStack } from "../build-stack.fixture.ts";
import { ForwardClock } from "../forward-clock.fixture.ts";
import type { Ledger } from "./ledger.ts";
import type { Mischief } from "./mischief.ts";
import { scaledClock } from "./scaled-clock.ts";

export const stackName = "ordeal";

export interface DeployedOrdeal {
  readonly aws: LocalAws;
  /** Of queues and schedules. */
  readonly clock: ForwardClock;
  readonly ports: Ports;
  readonly resources: StackResources;
  readonly functions: readonly string[];
  /** Of the function with the longest timeout. */
  readonly longestLeaseMilliseconds: number;
}

export interface OrdealOptions {
  /** For bundles. */
  readonly folder: string;
  readonly tallyUrl: string;
  readonly mischief: Mischief;
  readonly ledger: Ledger;
  /** How many times as fast Lambda's own time goes. */
  readonly hurry: number;
  readonly processes: number;
  /** How many of them run something at once. */
  readonly busy: number;
  /** How many times as long functions may run as the source says: a busy machine takes its time for everything. */
  readonly patience: number;
}

export async function deployOrdeal(options: OrdealOptions): Promise<DeployedOrdeal> {
  const { folder, tallyUrl, mischief, ledger, hurry, processes, busy, patience } = options;
  const clock = new ForwardClock();
  const aws = await startLocalAws({
    clock,
    callersNow: Date.now,
    onLog: (line) => ledger.read(line),
    lambda: {
      clock: scaledClock(hurry),
      maximumProcesses: processes,
      maximumBusy: busy,
      onInvoke(scene) {
        const { what, nth } = ledger.note(scene);
        return mischief.invocation(scene.stage, what, nth);
      },
    },
  });
  try {
    const file = fileURLToPath(new URL("ordeal.ts", import.meta.url));
    const analyzer = openAnalyzer();
    const { template } = await buildStack(analyzer, file, stackName, join(folder, "build")).finally(() => analyzer.close());
    const stack = await provision(
      aws,
      { ...template, Resources: setTimeouts(template.Resources, patience) },
      {
        stackName,
        parameters: { TallyUrl: tallyUrl },
        codeFolderOf: (_id, { CodeUri }) => String(CodeUri),
      },
    );
    const { resources } = readResources((key) => stack.outputs[resourceNames[key].output]);
    const ports = openPorts({ resources: resources as StackResources, environment: aws.environment, credentials: () => aws.root });
    const longestLeaseMilliseconds = 1_000 + longestTimeoutSeconds * patience * 1_000;
    return { aws, clock, ports, resources: resources as StackResources, functions: Object.keys(stack.roles), longestLeaseMilliseconds };
  } catch (error) {
    await aws.close();
    throw error;
  }
}

/** As the source has it, of `toil`. */
const longestTimeoutSeconds = 6;
/** Of our own functions, which have more: what they claim when they are killed is held in real time. */
const ownTimeoutSeconds = 3;

function setTimeouts(resources: Readonly<Record<string, TemplateResource>>, patience: number): Record<string, TemplateResource> {
  const entries = Object.entries(resources).map(([id, resource]) => {
    if (resource.Type !== "AWS::Serverless::Function") return [id, resource];
    const { Timeout } = resource.Properties ?? {};
    // What all steps have in common stands in the template's globals.
    const seconds = /^(Orchwits|OnFailure)/.test(id) || typeof Timeout !== "number" ? ownTimeoutSeconds : Timeout;
    return [id, { ...resource, Properties: { ...resource.Properties, Timeout: seconds * patience } }];
  });
  return Object.fromEntries(entries) as Record<string, TemplateResource>;
}
