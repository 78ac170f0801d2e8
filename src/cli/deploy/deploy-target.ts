/** `orchwits deploy`: check, build, upload, show what changes, ask, and follow it to its end. */
import { openAnalyzer } from "../../analyzer/analyzer.ts";
import { openArtifactBucket } from "../../deploy/stack/artifact-bucket.ts";
import { AwsFault } from "../../deploy/stack/aws-fault.ts";
import { type ChangeSet, createChangeSet, discardChangeSet } from "../../deploy/stack/change-set.ts";
import { describeChanges, type StackChange } from "../../deploy/stack/describe-changes.ts";
import { growingPatience } from "../../deploy/stack/patience.ts";
import { openSession, type Session, s3Endpoint } from "../../deploy/stack/session.ts";
import { chooseParameters } from "../../deploy/stack/stack-parameters.ts";
import { checkStackName, readStack, type StackState } from "../../deploy/stack/stack-state.ts";
import { codeKey, templateArtifact, templateUrl, type Uploaded, upload } from "../../deploy/stack/upload.ts";
import { makeTemplate } from "../../deploy/template/make-template.ts";
import { namesRights } from "../../deploy/template/names-rights.ts";
import type { Template } from "../../deploy/template/template.ts";
import { optionsOfStack } from "../../deploy/template/template-options.ts";
import { toYaml } from "../../deploy/template/to-yaml.ts";
import { type Paint, paintFor } from "../../diagnostics/paint.ts";
import { type CheckedSource, readCheckedSource, refuse } from "../checked-source.ts";
import { exitCodes } from "../exit-codes.ts";
import { heedSignal } from "../heed-signal.ts";
import { Interrupted } from "../interrupted.ts";
import { examineInput, exampleOf } from "../run/examine-input.ts";
import { formatBytes } from "../run/shorten.ts";
import { watchSignals } from "../run/signals.ts";
import type { Target } from "../target.ts";
import { tellRemarks } from "../tell-remarks.ts";
import { UsageError } from "../usage-error.ts";
import { confirm } from "./deploy-ask.ts";
import { buildFunctions, type DeployCode } from "./deploy-build.ts";
import { showChanges } from "./deploy-changes.ts";
import { carryOut } from "./deploy-execute.ts";
import { deployedFunctions, functionsOf } from "./deploy-functions.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { clearTheWay, refuseUndeployable } from "./deploy-preconditions.ts";
import { printEnd } from "./deploy-report.ts";
import { saidStackName, stackNameAfter } from "./stack-name.ts";

const undeployed = "Nothing was deployed.";

/** Deploys and returns the exit code. */
export async function deployTarget(target: Target, options: DeployOptions): Promise<number> {
  const source = await readSource(target);
  if (!source) return exitCodes.findings;
  const name = stackName(source, options);
  // Whatever is wrong with the template is known before anybody at AWS is asked.
  const draft = makeTemplate(source.graph, { code: () => "code", stackName: name });
  if (await refuse(draft.diagnostics, source, undeployed)) return exitCodes.findings;
  await tellRemarks([...source.diagnostics, ...draft.diagnostics], source, target);

  const signals = watchSignals();
  const paint = paintFor(process.stderr, process.env);
  try {
    const session = await openSession(options);
    const { region, account } = session;
    process.stderr.write(`${paint("bold", source.graph.pipeline)} → stack ${paint("bold", name)} in ${region}, account ${account}\n`);
    const found = await readStack(session, name);
    refuseUndeployable(found);
    // A missing parameter is no reason to have built anything.
    chooseParameters(draft.template, options.parameter ?? {}, found.parameters, found.condition !== "ready");
    const code = await buildFunctions(source, options.external).finally(() => heedSignal(signals.signal));
    const state = await clearTheWay(session, found, options, growingPatience(signals.signal));
    if (!state) return exitCodes.usage;
    const prepared = await prepare(session, source, code, state, options, paint, growingPatience(signals.signal));
    return await decide(session, { ...prepared, example: exampleInput(source) }, options, paint, signals.signal);
  } catch (error) {
    if (signals.signal.aborted && error === signals.signal.reason) throw new Interrupted();
    throw error;
  } finally {
    signals.stop();
  }
}

async function readSource(target: Target): Promise<CheckedSource | undefined> {
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    return await readCheckedSource({ analyzer, target, command: "deploy", ending: undeployed });
  } finally {
    analyzer.close();
  }
}

function stackName({ graph }: CheckedSource, { stack }: DeployOptions): string {
  const name = stack ?? saidStackName(graph);
  if (name === undefined) throw new UsageError(`Which stack? Name one: --stack ${stackNameAfter(graph)}`);
  return checkStackName(name);
}

interface Prepared {
  readonly state: StackState;
  readonly template: Template;
  readonly changeSet: ChangeSet;
  readonly changes: readonly StackChange[];
  readonly uploaded: Uploaded;
  readonly functions: ReadonlyMap<string, string>;
}

function exampleInput({ graph }: CheckedSource): Readonly<Record<string, unknown>> {
  const start = graph.steps.find(({ name }) => name === "start");
  const missing = start ? examineInput(graph, start, {}).missing : [];
  return Object.fromEntries(missing.map(({ key, schema }) => [key, exampleOf(schema)]));
}

/** Uploads, and has CloudFormation work out what would change. */
async function prepare(
  session: Session,
  { graph }: CheckedSource,
  code: DeployCode,
  state: StackState,
  { bucket: named, parameter }: DeployOptions,
  paint: Paint,
  patience: ReturnType<typeof growingPatience>,
): Promise<Prepared> {
  const { bucket, created } = await openArtifactBucket(session, named);
  if (created) process.stderr.write(`Made bucket ${bucket} for what is uploaded.\n`);
  const location = (functionName: string) => ({ Bucket: bucket, Key: codeKey(code.get(functionName)?.hash ?? functionName) });
  const { template, comments } = makeTemplate(graph, { code: location, stackName: state.name });
  const text = templateArtifact(toYaml(template, comments));
  const zips = [...code.values()].map(({ hash, zip }) => ({ key: codeKey(hash), body: zip, contentType: "application/zip" }));
  const uploaded = await upload(session, bucket, [...zips, text]);
  const kept = uploaded.skipped > 0 ? paint("dim", ` (${uploaded.skipped} there already)`) : "";
  process.stderr.write(`Uploaded ${uploaded.objects} of ${zips.length + 1} files, ${formatBytes(uploaded.bytes)}${kept}\n`);
  const changeSet = await createChangeSet(
    session,
    {
      stack: state.name,
      kind: state.condition === "ready" ? "UPDATE" : "CREATE",
      reserves: state.condition === "absent",
      templateUrl: templateUrl(session, bucket, text.key, s3Endpoint()),
      parameters: chooseParameters(template, parameter ?? {}, state.parameters, state.condition !== "ready"),
      description: `${graph.pipeline}, by orchwits deploy`,
      tags: Object.entries(optionsOfStack(graph).tags ?? {}).map(([Key, Value]) => ({ Key, Value: String(Value) })),
      namesRights: namesRights(template),
    },
    patience,
  );
  const functions = new Map([...removedFunctions(changeSet), ...functionsOf(template)]);
  return { state, template, changeSet, changes: describeChanges(changeSet.changes, functions), uploaded, functions };
}

/** Those that the template doesn't have any more. */
function removedFunctions({ stack, changes }: ChangeSet): ReadonlyMap<string, string> {
  const removed = changes.flatMap(({ ResourceChange }) => (ResourceChange?.Action === "Remove" ? [ResourceChange] : []));
  return deployedFunctions(
    removed.map(({ LogicalResourceId = "", ResourceType = "", PhysicalResourceId = "" }) => ({
      logicalId: LogicalResourceId,
      type: ResourceType,
      physicalId: PhysicalResourceId,
    })),
    stack,
  );
}

function homeOf({ partition, region, account }: Session): RegExp {
  return new RegExp(`arn:${partition}:[a-z0-9-]+:${region}:${account}:`, "g");
}

async function decide(
  session: Session,
  prepared: Prepared & { readonly example: Readonly<Record<string, unknown>> },
  options: DeployOptions,
  paint: Paint,
  signal: AbortSignal,
): Promise<number> {
  const { state, changeSet, changes, uploaded, functions, example } = prepared;
  const creates = state.condition !== "ready";
  const about = { session, stack: state.name, changes, uploaded, options, paint, example };
  if (changeSet.empty) {
    process.stderr.write(`${paint(["bold", "green"], "unchanged")} stack ${state.name} is as the source says already.\n`);
    printEnd({ ...about, status: "unchanged", outputs: state.outputs });
    return exitCodes.clean;
  }
  process.stderr.write(`\n${showChanges(changes, { paint, creates, home: homeOf(session) })}\n`);
  if (options.diff) {
    await discardChangeSet(session, changeSet);
    process.stderr.write("Nothing was changed.\n");
    printEnd({ ...about, status: "planned", outputs: state.outputs });
    return exitCodes.clean;
  }
  try {
    if (!options.yes && !(await confirm(creates ? `Create stack ${state.name}?` : `Change stack ${state.name}?`))) {
      await discardChangeSet(session, changeSet);
      process.stderr.write("Nothing was changed.\n");
      return exitCodes.findings;
    }
    signal.throwIfAborted();
  } catch (error) {
    if (!(error instanceof AwsFault)) await discardChangeSet(session, changeSet);
    throw error;
  }
  const { end, failure } = await carryOut(session, changeSet, functions, paint, signal);
  const deployed = end.status === "CREATE_COMPLETE" || end.status === "UPDATE_COMPLETE";
  printEnd({ ...about, status: deployed ? "deployed" : "failed", outputs: end.outputs, end, failure, functions });
  return deployed ? exitCodes.clean : exitCodes.findings;
}
