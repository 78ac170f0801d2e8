/** `orchwits destroy`: says what is lost, asks, deletes, and follows it to its end. */
import { AwsFault } from "../../deploy/stack/aws-fault.ts";
import { beginDeletion, deleteBucket, listStackResources, type StackResource } from "../../deploy/stack/delete-stack.ts";
import { ownerOf } from "../../deploy/stack/describe-changes.ts";
import { openSession, type Session } from "../../deploy/stack/session.ts";
import { lastEventId } from "../../deploy/stack/stack-events.ts";
import { checkStackName, consoleUrl, readStack, type StackState } from "../../deploy/stack/stack-state.ts";
import { type Paint, paintFor } from "../../diagnostics/paint.ts";
import { exitCodes } from "../exit-codes.ts";
import { Interrupted } from "../interrupted.ts";
import { watchSignals } from "../run/signals.ts";
import { confirm } from "./deploy-ask.ts";
import { watchStack } from "./deploy-execute.ts";
import { deployedFunctions } from "./deploy-functions.ts";
import { describeFailure } from "./deploy-progress.ts";
import { kindOf } from "./deploy-words.ts";
import { countUnended } from "./destroy-count.ts";

export interface DestroyOptions {
  readonly stack: string;
  readonly region?: string;
  readonly profile?: string;
  readonly deleteData?: true;
  readonly keepData?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** Destroys and returns the exit code. */
export async function destroyStack(options: DestroyOptions): Promise<number> {
  const name = checkStackName(options.stack);
  const paint = paintFor(process.stderr, process.env);
  const session = await openSession(options);
  const state = await readStack(session, name);
  const id = refuseUndeletable(session, state);
  const resources = await listStackResources(session, id);
  // A bucket that somebody else made is not in the stack, and stays.
  const bucket = resources.find(({ type, physicalId }) => type === "AWS::S3::Bucket" && physicalId === state.resources?.blobs)?.physicalId;
  await tellLoss(session, state, resources, bucket, options, paint);
  if (!options.yes && !(await confirm(`Delete stack ${name}?`))) {
    process.stderr.write("Nothing was deleted.\n");
    return exitCodes.findings;
  }
  const signals = watchSignals();
  try {
    const before = await lastEventId(session, id);
    await beginDeletion(session, id);
    const functions = deployedFunctions(resources, name);
    const { end, failure } = await watchStack(session, { stack: name, stackId: id, before, functions }, paint, signals.signal);
    if (end.condition !== "absent") return tellFailure(session, end, failure && describeFailure(failure, functions), options, paint);
    const objects = bucket !== undefined && options.deleteData ? await removeBucket(session, bucket) : undefined;
    process.stderr.write(`\n${paint(["bold", "green"], "deleted")} stack ${paint("bold", name)}\n`);
    if (bucket !== undefined && !options.deleteData) process.stderr.write(keptWords(bucket));
    if (options.json)
      printJson(session, name, "deleted", { ...(bucket !== undefined && { bucket: { name: bucket, kept: objects === undefined } }) });
    return exitCodes.clean;
  } catch (error) {
    if (signals.signal.aborted && error === signals.signal.reason) throw new Interrupted();
    throw error;
  } finally {
    signals.stop();
  }
}

/** @returns the stack's id */
function refuseUndeletable({ region, account }: Session, { name, condition, status, id, resources }: StackState): string {
  if (condition === "absent" || !id) {
    throw new AwsFault(`There is no stack '${name}' in ${region}, account ${account}. Is it in another region? Name it with --region.`);
  }
  if (condition === "busy" && status !== "DELETE_IN_PROGRESS") {
    throw new AwsFault(`Stack '${name}' is being changed (${status}). Wait until that is over, then destroy it.`, "pipeline");
  }
  if (condition === "ready" && !resources) {
    throw new AwsFault(
      `Stack '${name}' was not made by orchwits. If it is to go: aws cloudformation delete-stack --stack-name ${name} --region ${region}`,
    );
  }
  return id;
}

async function tellLoss(
  session: Session,
  { name, resources: own }: StackState,
  resources: readonly StackResource[],
  bucket: string | undefined,
  { deleteData }: DestroyOptions,
  paint: Paint,
): Promise<void> {
  const count = (type: string) => resources.filter((resource) => resource.type === type).length;
  const functions = count("AWS::Lambda::Function");
  const others = resources.length - functions;
  process.stderr.write(`Stack ${paint("bold", name)} in ${session.region}, account ${session.account}\n\n`);
  process.stderr.write(`  ${functions} functions and ${others} other resources are deleted.\n`);
  const theirs = resources.filter(({ logicalId }) => !isOurs(logicalId, deployedFunctions(resources, name)));
  if (theirs.length > 0) {
    const list = theirs.map(({ logicalId, type }) => `${logicalId} (${kindOf(type)})`).join(", ");
    process.stderr.write(`  ${paint("red", `Of your own, with all that is in them, unless their DeletionPolicy keeps them: ${list}.`)}\n`);
  }
  if (own) {
    const unended = await countUnended(session, own);
    if (unended !== undefined && unended !== "0") {
      process.stderr.write(
        `  ${paint(["bold", "red"], unended === "1" ? "1 execution has not ended, and never will." : `${unended} executions have not ended, and never will.`)}\n`,
      );
    }
    process.stderr.write(`  The journal (table ${own.journal}) is deleted: no execution can be shown or resumed any more.\n`);
    process.stderr.write("  AWS keeps a backup of that table for 35 days.\n");
  }
  if (bucket !== undefined && deleteData)
    process.stderr.write(`  ${paint("red", `Bucket ${bucket} and all large values in it are deleted for good.`)}\n`);
  if (bucket !== undefined && !deleteData)
    process.stderr.write(`  Bucket ${bucket} with large values stays. --delete-data deletes it, too.\n`);
  process.stderr.write("\n");
}

function isOurs(logicalId: string, functions: ReadonlyMap<string, string>): boolean {
  return logicalId.startsWith("Orchwits") || ownerOf(logicalId, functions) !== undefined;
}

async function removeBucket(session: Session, bucket: string): Promise<number> {
  const objects = await deleteBucket(session, bucket);
  process.stderr.write(`Deleted bucket ${bucket} with ${objects.toLocaleString("en")} object${objects === 1 ? "" : "s"}.\n`);
  return objects;
}

function keptWords(bucket: string): string {
  return `Bucket ${bucket} stays. If nobody needs it any more: aws s3 rb --force s3://${bucket}\n`;
}

function tellFailure(session: Session, end: StackState, failure: string | undefined, options: DestroyOptions, paint: Paint): number {
  const { name, status, statusReason, id = name } = end;
  process.stderr.write(`\n${paint(["bold", "red"], "failed:")} ${failure ?? statusReason ?? "CloudFormation does not say why."}\n\n`);
  process.stderr.write(`Stack ${name} is ${status}. Mend what is wrong, then destroy it again: ${consoleUrl(session, id)}\n`);
  if (options.json) printJson(session, name, "failed", { reason: failure ?? statusReason });
  return exitCodes.findings;
}

function printJson({ region, account }: Session, stack: string, status: string, more: object): void {
  process.stdout.write(`${JSON.stringify({ stack, region, account, status, ...more }, null, 2)}\n`);
}
