/** Deploys the ordeal to a local AWS whose days are bad. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TemplateResource } from "../../../src/deploy/template/template.ts";
import type { Ports } from "../../../src/engine/worker-options.ts";
import { openPorts } from "../../../src/lambda/open-ports.ts";
import { type LocalAws, startLocalAws } from "../../../src/local-aws/local-aws.ts";
import { provision } from "../../../src/local-aws/provision/provision.ts";
import { readResources, type StackResources } from "../../../src/model/stack-resources.ts";
import { buildStack } from "../build-stack.fixture.ts";
import { ForwardClock } from "../forward-clock.fixture.ts";
import type { Ledger } from "./ledger.ts";
import type { Mischief } from "./mischief.ts";
import { scaledClock } from "./scaled-clock.ts";

export const stackName = "ordeal";

/** The longest lease that there is: of the function with the longest timeout, and a second more. */
export const longestLeaseMilliseconds = 7_000;

export interface DeployedOrdeal {
  readonly aws: LocalAws;
  /** Of queues and schedules. */
  readonly clock: ForwardClock;
  readonly ports: Ports;
  readonly resources: StackResources;
  readonly functions: readonly string[];
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
}

export async function deployOrdeal({ folder, tallyUrl, mischief, ledger, hurry, processes }: OrdealOptions): Promise<DeployedOrdeal> {
  const clock = new ForwardClock();
  const aws = await startLocalAws({
    clock,
    onLog: (line) => ledger.read(line),
    lambda: {
      clock: scaledClock(hurry),
      maximumProcesses: processes,
      onInvoke(scene) {
        const { what, nth } = ledger.note(scene);
        return mischief.invocation(scene.stage, what, nth);
      },
    },
  });
  try {
    const file = fileURLToPath(new URL("ordeal.ts", import.meta.url));
    const { template } = await buildStack(file, stackName, join(folder, "build"));
    const shortened = { ...template, Resources: shorten(template.Resources) };
    const stack = await provision(aws, shortened, {
      stackName,
      parameters: { TallyUrl: tallyUrl },
      codeFolderOf: (_id, { CodeUri }) => String(CodeUri),
    });
    const { resources } = readResources(({ output }) => stack.outputs[output]);
    const ports = openPorts({ resources: resources as StackResources, environment: aws.environment, credentials: () => aws.root });
    return { aws, clock, ports, resources: resources as StackResources, functions: Object.keys(stack.roles) };
  } catch (error) {
    await aws.close();
    throw error;
  }
}

/** Of our own functions: what they claim when they are killed is held in real time. */
function shorten(resources: Readonly<Record<string, TemplateResource>>): Record<string, TemplateResource> {
  const entries = Object.entries(resources).map(([id, resource]) => {
    const own = resource.Type === "AWS::Serverless::Function" && /^(Orchwits|OnFailure)/.test(id);
    return [id, own ? { ...resource, Properties: { ...resource.Properties, Timeout: 3 } } : resource];
  });
  return Object.fromEntries(entries) as Record<string, TemplateResource>;
}
