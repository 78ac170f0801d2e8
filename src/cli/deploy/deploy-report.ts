/** The end of a deployment: what came of it, what there is now, and how to call it. */
import type { StackChange } from "../../deploy/stack/describe-changes.ts";
import type { Session } from "../../deploy/stack/session.ts";
import type { ResourceEvent } from "../../deploy/stack/stack-events.ts";
import { consoleUrl, type StackState } from "../../deploy/stack/stack-state.ts";
import type { Uploaded } from "../../deploy/stack/upload.ts";
import type { Paint } from "../../diagnostics/paint.ts";
import { invokeCommand } from "../invoke-command.ts";
import { commandLine } from "../run/rerun-command.ts";
import { stackWords } from "../stack/stack-words.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { describeFailure } from "./deploy-progress.ts";

export interface DeployEnd {
  readonly session: Session;
  readonly stack: string;
  /** `planned`: shown only. */
  readonly status: "unchanged" | "planned" | "deployed" | "failed";
  readonly changes: readonly StackChange[];
  readonly uploaded: Uploaded;
  readonly outputs: Readonly<Record<string, string>>;
  readonly options: DeployOptions;
  readonly paint: Paint;
  readonly end?: StackState;
  readonly failure?: ResourceEvent | undefined;
  readonly functions?: ReadonlyMap<string, string>;
  /** An input that `start` takes. */
  readonly example: Readonly<Record<string, unknown>>;
}

export function printEnd(end: DeployEnd): void {
  const { status, options } = end;
  if (status === "deployed") printDeployed(end);
  if (status === "failed") printFailed(end);
  if (options.json) process.stdout.write(`${JSON.stringify(toJson(end), null, 2)}\n`);
}

function printDeployed({ stack, outputs, options, paint, session, example }: DeployEnd): void {
  process.stderr.write(`\n${paint(["bold", "green"], "deployed")} stack ${paint("bold", stack)}\n\n`);
  if (!options.json) {
    const width = Math.max(...Object.keys(outputs).map((name) => name.length));
    for (const [name, value] of Object.entries(outputs)) process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
  }
  const where = stackWords({ ...options, stack });
  const start = outputs.StartFunction ?? `${stack}-start`;
  process.stderr.write(`\n${paint("bold", "Start an execution, and see how it goes:")}\n`);
  process.stderr.write(`  ${commandLine(["start", ...where, "--input", JSON.stringify(example)])}\n  ${commandLine(["runs", ...where])}\n`);
  const there = ["--region", session.region, ...(options.profile === undefined ? [] : ["--profile", options.profile])];
  const invoke = invokeCommand({ functionName: start, input: JSON.stringify(example), where: there });
  process.stderr.write(`Or with the AWS CLI:\n  ${invoke}\n`);
}

function printFailed({ stack, session, paint, end, failure, functions = new Map() }: DeployEnd): void {
  const what = failure ? describeFailure(failure, functions) : (end?.statusReason ?? "CloudFormation does not say why.");
  process.stderr.write(`\n${paint(["bold", "red"], "failed:")} ${what}\n\n`);
  const after =
    end?.status === "UPDATE_ROLLBACK_COMPLETE"
      ? `Stack ${stack} was rolled back: it is as it was before.`
      : end?.status === "ROLLBACK_COMPLETE"
        ? `What had been created was deleted again. Mend what is wrong, then deploy again.`
        : `Stack ${stack} is ${end?.status}. It needs a look: ${end?.id ? consoleUrl(session, end.id) : "in the console"}`;
  process.stderr.write(`${after}\n`);
}

function toJson({ stack, session, status, changes, uploaded, outputs, failure }: DeployEnd) {
  return {
    stack,
    region: session.region,
    account: session.account,
    status,
    changes: changes.map(({ action, logicalId, type, owner, physicalId, properties, permissions }) => ({
      action,
      logicalId,
      type,
      ...(owner !== undefined && { function: owner }),
      ...(physicalId !== undefined && { physicalId }),
      ...(properties.length > 0 && { properties }),
      ...(permissions.added.length + permissions.removed.length > 0 && { permissions }),
    })),
    uploaded,
    outputs,
    ...(failure && { failure: { logicalId: failure.logicalId, type: failure.type, status: failure.status, reason: failure.reason } }),
  };
}
