/** A stack as the local CloudFormation remembers it: its template, what became of it, and what is planned. */
import { randomUUID } from "node:crypto";
import type { Template } from "../../deploy/template/template.ts";
import type { Clock } from "../../engine/clock.ts";
import { account, region } from "../service.ts";
import type { ResourceDifference } from "./compare-resources.ts";
import type { Conflict } from "./find-conflicts.ts";
import type { PlainResources } from "./transform.ts";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a stack consists of. */
export interface Version {
  readonly template: Template;
  /** The template as it was sent. */
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly resources: PlainResources;
  readonly tags: readonly Tag[];
}

export interface StackEvent {
  readonly id: string;
  readonly at: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly description?: string | undefined;
  status: "CREATE_IN_PROGRESS" | "CREATE_COMPLETE" | "FAILED" | "DELETED";
  statusReason?: string;
  executionStatus: "UNAVAILABLE" | "AVAILABLE" | "EXECUTE_IN_PROGRESS" | "EXECUTE_COMPLETE" | "EXECUTE_FAILED" | "OBSOLETE";
  version?: Version;
  differences: readonly ResourceDifference[];
  conflicts: readonly Conflict[];
}

export class StackRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly changeSets = new Map<string, ChangeSet>();
  /** Requests whose answers may have been lost, by their tokens: asked again, they are not carried out again. */
  readonly tokens = new Map<string, ChangeSet>();
  /** Oldest first. */
  readonly events: StackEvent[] = [];
  readonly #clock: Clock;
  status = "REVIEW_IN_PROGRESS";
  statusReason: string | undefined;
  updatedAt: number | undefined;
  deletedAt: number | undefined;
  description: string | undefined;
  version: Version | undefined;
  outputs: Readonly<Record<string, string>> = {};
  /** By logical id, what is there now. */
  readonly present = new Map<string, StackEvent>();

  constructor(name: string, clock: Clock) {
    this.name = name;
    this.id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`;
    this.#clock = clock;
    this.createdAt = clock.now();
  }

  /** Changes the status of the stack as a whole. */
  become(status: string, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    this.#push({ logicalId: this.name, physicalId: this.id, type: "AWS::CloudFormation::Stack", status, reason });
  }

  /** Changes the status of a resource. */
  resource(
    logicalId: string,
    { type, physicalId }: { readonly type: string; readonly physicalId: string },
    status: string,
    reason?: string,
  ): void {
    const event = this.#push({ logicalId, physicalId, type, status, reason });
    if (status === "DELETE_COMPLETE" || status === "DELETE_SKIPPED") this.present.delete(logicalId);
    else this.present.set(logicalId, event);
  }

  #push(event: Omit<StackEvent, "id" | "at">): StackEvent {
    const made = { ...event, id: randomUUID(), at: this.#clock.now() };
    this.events.push(made);
    return made;
  }
}
