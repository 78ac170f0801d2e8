/** Starts an execution for an event from outside: what it brings becomes the input. */
import { InvalidInput } from "../engine/errors.ts";
import { startExecution } from "../engine/start-execution.ts";
import type { WorkerHome } from "../engine/worker-options.ts";
import type { BundleFlow } from "../model/bundle-flow.ts";
import { nearestName } from "../model/nearest-name.ts";

/** What an execution is to begin with. */
export interface Start {
  readonly input: unknown;
  /** The id of the execution, unless the input brings one under `$id`: the same for the same event, however often it comes. */
  readonly execution: string;
}

/** What whoever asked for it is told. */
export interface Began {
  readonly execution: string;
  readonly pipeline: string;
  /** False where it had begun already. */
  readonly began: boolean;
}

/** Starts one execution. Reading what is to begin is part of it, so that what can't be read is told in the same way. */
export type Begin = (read: () => Start) => Promise<Began>;

/** @throws {InvalidInput} for an input that can't be one; no execution begins */
export async function start(home: WorkerHome & { readonly stack: string }, flow: BundleFlow, given: Start): Promise<Began> {
  const { pipeline, graph } = flow;
  const { input, execution } = takeId(given, pipeline);
  checkRequired(flow, input);
  const { began } = await startExecution(home, { pipeline, source: home.stack, graph, input, execution });
  return { execution, pipeline, began };
}

function takeId({ input, execution }: Start, pipeline: string): Start {
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, "$id")) return { input, execution };
  const { $id, ...rest } = input as { readonly $id: unknown };
  if (typeof $id === "string") return { input: rest, execution: $id };
  throw new InvalidInput(`The input of ${pipeline} has an '$id' that is no text. Give the execution's id as a text, or leave it out.`);
}

function checkRequired({ pipeline, required = [], reads }: BundleFlow, input: unknown): void {
  // What is no object is told of later.
  if (typeof input !== "object" || input === null || Array.isArray(input)) return;
  const missing = required.filter((key) => !Object.hasOwn(input, key));
  if (missing.length === 0) return;
  const needs = missing.map((key) => `'${key}'`).join(", ");
  const unknown = Object.keys(input).filter((key) => !reads.includes(key));
  const meant = missing.map((key) => [key, nearestName(key, unknown)] as const).find(([, near]) => near !== undefined);
  throw new InvalidInput(
    `Step 'start' of ${pipeline} needs ${needs}, but the input does not have ${missing.length > 1 ? "them" : "it"}.` +
      (meant ? ` It has '${meant[1]}': is that '${meant[0]}'?` : ""),
  );
}
