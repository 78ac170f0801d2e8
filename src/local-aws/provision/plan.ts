/** What a template asks for, as plain data: names are final, references are resolved, policies are statements. */
import type { TemplateValue } from "../../deploy/template/template.ts";
import type { Rule } from "../events/event-buses.ts";
import type { EventSource, FunctionConfiguration } from "../function-configuration.ts";
import type { Statement } from "../policy.ts";
import type { QueueAttributes } from "../queues.ts";

/** A function without its principal, which comes to be with its role. */
export interface PlannedFunction extends Omit<FunctionConfiguration, "principal"> {
  /** The name of its role. */
  readonly role: string;
}

export interface PlannedSchedule {
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  readonly timezone?: string;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly input?: string;
  readonly deadLetterArn?: string;
  readonly enabled: boolean;
}

/** Objects of a bucket whose changes invoke a function. */
export interface PlannedNotification {
  readonly bucket: string;
  readonly functionName: string;
  /** As `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** By name, each kind of resource. */
export interface Plan {
  readonly roles: ReadonlyMap<string, readonly Statement[]>;
  readonly functions: ReadonlyMap<string, PlannedFunction>;
  readonly queues: ReadonlyMap<string, QueueAttributes>;
  /** As `CreateTable` takes them, and the attribute by which items expire. */
  readonly tables: ReadonlyMap<string, { readonly input: { readonly [key: string]: TemplateValue }; readonly timeToLive?: string }>;
  readonly buckets: ReadonlySet<string>;
  /** Buckets that send their events to EventBridge. */
  readonly sendingBuckets: ReadonlySet<string>;
  readonly logGroups: ReadonlySet<string>;
  readonly scheduleGroups: ReadonlySet<string>;
  readonly schedules: ReadonlyMap<string, PlannedSchedule>;
  readonly eventSources: readonly EventSource[];
  readonly notifications: readonly PlannedNotification[];
  readonly rules: readonly Rule[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What `Ref` gives of each resource, by logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  /** As CloudFormation names them once SAM is gone, by logical id. */
  readonly resourceTypes: Readonly<Record<string, string>>;
  /** What is different here from AWS, in sentences. */
  readonly notes: readonly string[];
}

/** A plan while it is made. */
export class PlanDraft implements Plan {
  readonly roles = new Map<string, readonly Statement[]>();
  readonly functions = new Map<string, PlannedFunction>();
  readonly queues = new Map<string, QueueAttributes>();
  readonly tables = new Map<string, { readonly input: { readonly [key: string]: TemplateValue }; readonly timeToLive?: string }>();
  readonly buckets = new Set<string>();
  readonly sendingBuckets = new Set<string>();
  readonly logGroups = new Set<string>();
  readonly scheduleGroups = new Set<string>();
  readonly schedules = new Map<string, PlannedSchedule>();
  readonly eventSources: EventSource[] = [];
  readonly notifications: PlannedNotification[] = [];
  readonly rules: Rule[] = [];
  readonly outputs: Record<string, string> = {};
  readonly physicalIds: Record<string, string> = {};
  readonly resourceTypes: Record<string, string> = {};
  readonly notes: string[] = [];

  /** By ARN, what the template's own managed policies allow. */
  readonly managedPolicies = new Map<string, readonly Statement[]>();

  /** Buckets that rules wait for, whosever they are. */
  readonly awaitedBuckets = new Set<string>();

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }
}
