/** The stacks of the local AWS: what CloudFormation's API does, without a request. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../engine/clock.ts";
import type { LocalAws } from "../local-aws.ts";
import { account, region } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { carryOut, deleteAll, type Refuse, type Workshop } from "./carry-out.ts";
import { chooseParameters } from "./choose-parameters.ts";
import { compareResources } from "./compare-resources.ts";
import { conflictReason, findConflicts } from "./find-conflicts.ts";
import { makeMaterials } from "./materials.ts";
import { readTemplate } from "./read-template.ts";
import { refuseAsServices } from "./refuse-as-services.ts";
import { refuseMany, refuseSize, refuseTemplate, refuseUnacknowledged } from "./refuse-template.ts";
import { type ChangeSet, StackRecord, type Tag, type Version } from "./stack-record.ts";
import { transform } from "./transform.ts";

export interface CloudFormationOptions {
  /** The real time by default. */
  readonly clock?: Clock;
  /** Passes between two events of a stack. Default: none. */
  readonly stepMilliseconds?: number;
  /** Why a resource is not made, beside what services refuse anyway: for tests. */
  readonly refuse?: Refuse;
}

export interface ChangeSetRequest {
  readonly stackName: string;
  readonly name: string;
  readonly token?: string | undefined;
  readonly kind: string;
  readonly text: string;
  /** Whether the text came out of a bucket, so that it may be larger. */
  readonly fetched?: boolean;
  readonly description?: string | undefined;
  readonly tags?: readonly Tag[];
  readonly parameters: readonly { readonly key: string; readonly value?: string | undefined; readonly previous: boolean }[];
  readonly capabilities: readonly string[];
}

const invalid = (message: string) => new ServiceError("ValidationError", message);

export class CloudFormation {
  readonly #aws: LocalAws;
  readonly #clock: Clock;
  readonly #workshop: Workshop;
  /** Deleted ones, too: they are found by their ids. */
  readonly #stacks: StackRecord[] = [];
  readonly #going = new Set<Promise<unknown>>();

  constructor(aws: LocalAws, { clock, stepMilliseconds = 0, refuse = () => undefined }: CloudFormationOptions = {}) {
    this.#aws = aws;
    this.#clock = clock ?? { now: Date.now, schedule: () => () => {} };
    const own = refuseAsServices(aws);
    this.#workshop = {
      materials: makeMaterials(aws),
      refuse: (id, resource, all) => refuse(id, resource, all) ?? own(id, resource, all),
      pause: () => sleep(stepMilliseconds),
    };
  }

  createChangeSet(request: ChangeSetRequest): { readonly stack: StackRecord; readonly changeSet: ChangeSet } {
    const { stackName, name, kind, token = "" } = request;
    const found = this.#find(stackName);
    const same = found?.tokens.get(`create ${token}`);
    if (found && same) return { stack: found, changeSet: same };
    if (kind === "UPDATE" && (!found || found.status === "REVIEW_IN_PROGRESS")) throw invalid(`Stack [${stackName}] does not exist`);
    if (kind === "CREATE" && found && found.status !== "REVIEW_IN_PROGRESS")
      throw invalid(`Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`);
    if (found && /(?<!REVIEW)_IN_PROGRESS$|^ROLLBACK_|_FAILED$/.test(found.status)) {
      throw invalid(`Stack:${found.id} is in ${found.status} state and can not be updated.`);
    }
    refuseSize(request.text, request.fetched ? "url" : "body");
    const template = readTemplate(request.text);
    refuseTemplate(template);
    refuseUnacknowledged(template, request.capabilities);
    const stack = found ?? this.#begin(stackName);
    if ([...stack.changeSets.values()].some((other) => other.name === name && other.status !== "DELETED")) {
      throw new ServiceError("AlreadyExistsException", `ChangeSet ${name} already exists`);
    }
    const parameters = chooseParameters(template.Parameters ?? {}, request, stack.version?.parameters ?? {});
    const id = `arn:aws:cloudformation:${region}:${account}:changeSet/${name}/${randomUUID()}`;
    const changeSet: ChangeSet = {
      ...{ id, name, createdAt: this.#clock.now(), description: request.description },
      ...{ status: "CREATE_IN_PROGRESS", executionStatus: "UNAVAILABLE", differences: [], conflicts: [] },
    };
    stack.changeSets.set(id, changeSet);
    if (token !== "") stack.tokens.set(`create ${token}`, changeSet);
    this.#go(async () => {
      await this.#workshop.pause();
      try {
        const surroundings = { stackName, stackId: stack.id, endpoint: this.#aws.endpoint, parameters };
        const resources = transform(template, surroundings);
        refuseMany("Resources", resources.size);
        changeSet.version = { template, text: request.text, parameters, resources, tags: request.tags ?? stack.version?.tags ?? [] };
        changeSet.differences = compareResources(stack.version?.resources ?? new Map(), resources);
        changeSet.conflicts = await findConflicts(this.#aws, changeSet.differences);
        const refused = differs(stack.version, changeSet) ? (changeSet.conflicts.length > 0 ? conflictReason : undefined) : unchanged;
        changeSet.status = refused === undefined ? "CREATE_COMPLETE" : "FAILED";
        changeSet.executionStatus = refused === undefined ? "AVAILABLE" : "UNAVAILABLE";
        if (refused !== undefined) changeSet.statusReason = refused;
      } catch (error) {
        changeSet.status = "FAILED";
        changeSet.statusReason = `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. ${(error as Error).message}`;
      }
    });
    return { stack, changeSet };
  }

  execute(stackName: string, name: string, token = ""): void {
    const stack = this.find(stackName);
    if (stack.tokens.has(`execute ${token}`)) return;
    const changeSet = this.findChangeSet(stack, name);
    const { version } = changeSet;
    if (!version || changeSet.executionStatus !== "AVAILABLE") {
      const states = `status [${changeSet.status}] and execution status [${changeSet.executionStatus}]`;
      throw new ServiceError("InvalidChangeSetStatus", `ChangeSet [${changeSet.id}] cannot be executed in its current ${states}`);
    }
    changeSet.executionStatus = "EXECUTE_IN_PROGRESS";
    if (token !== "") stack.tokens.set(`execute ${token}`, changeSet);
    this.#go(async () => {
      const done = await carryOut(stack, version, changeSet.differences, this.#workshop);
      changeSet.executionStatus = done ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
      // Whatever else was planned was planned for what there was before.
      stack.changeSets.clear();
    });
  }

  deleteChangeSet(stackName: string, name: string): void {
    const stack = this.find(stackName);
    stack.changeSets.delete(this.findChangeSet(stack, name).id);
  }

  deleteStack(stackName: string): void {
    const stack = this.#find(stackName);
    // CloudFormation has nothing against deleting what isn't there.
    if (!stack || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return;
    if (stack.status === "REVIEW_IN_PROGRESS") {
      stack.changeSets.clear();
      stack.become("DELETE_COMPLETE");
      return;
    }
    if (stack.status.endsWith("_IN_PROGRESS")) throw invalid(`Stack [${stackName}] cannot be deleted while in status ${stack.status}`);
    this.#go(() => deleteAll(stack, this.#workshop));
  }

  /** @throws {ServiceError} where there is none */
  find(name: string): StackRecord {
    const stack = this.#find(name);
    if (stack) return stack;
    throw invalid(`Stack with id ${name} does not exist`);
  }

  findChangeSet(stack: StackRecord, name: string): ChangeSet {
    const found = [...stack.changeSets.values()].find((one) => one.id === name || one.name === name);
    if (found) return found;
    throw new ServiceError("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, 404);
  }

  all(): readonly StackRecord[] {
    return this.#stacks.filter(({ status }) => status !== "DELETE_COMPLETE");
  }

  async close(): Promise<void> {
    await Promise.all(this.#going);
    this.#workshop.materials.close();
  }

  #find(name: string): StackRecord | undefined {
    return this.#stacks.findLast((stack) => stack.id === name || (stack.name === name && stack.status !== "DELETE_COMPLETE"));
  }

  #begin(name: string): StackRecord {
    const stack = new StackRecord(name, this.#clock);
    this.#stacks.push(stack);
    stack.become("REVIEW_IN_PROGRESS", "User Initiated");
    return stack;
  }

  #go(work: () => Promise<unknown>): void {
    const going: Promise<unknown> = work().finally(() => this.#going.delete(going));
    this.#going.add(going);
  }
}

const unchanged = "The submitted information didn't contain changes. Submit different information to create a change set.";

/** What a stack tells and its tags are no resources: when only they change, a change set has no changes, and yet something to do. */
function differs(before: Version | undefined, { version, differences }: ChangeSet): boolean {
  if (!before || differences.length > 0) return true;
  const told = (one: Version | undefined) => [one?.template.Outputs ?? {}, one?.tags ?? []];
  return !isDeepStrictEqual(told(before), told(version));
}
