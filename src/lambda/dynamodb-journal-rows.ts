/** The journal's rows as items of DynamoDB, and back. What users made is text, so that its keys keep their order and its numbers their digits. */
import type { AttemptFailure, ExecutionRow, HopKey, HopRow } from "../engine/journal.ts";
import { getItem, type Item, type ItemKey, type ItemSource } from "./dynamodb-items.ts";
import { cutError } from "./dynamodb-journal-errors.ts";

/** Sorts before all hops, whose sort keys go on with a digit. */
const executionSort = "#";

/** Ten digits: as many hops as SQLite's journal and any patience can hold. */
const hopDigits = 10;

/** The last failures of a hop are kept, one an attribute, so that writing one takes no reading of the others. */
export const mostFailures = 10;

export function executionKey(execution: string): ItemKey {
  return { pk: execution, sk: executionSort };
}

export function hopKey({ execution, branch, hop }: HopKey): ItemKey {
  return { pk: execution, sk: `${branch}#${String(hop).padStart(hopDigits, "0")}` };
}

/** What lies between the first and the last hop of a branch, both included. */
export function branchRange(branch: string): { readonly first: string; readonly last: string } {
  return { first: `${branch}#0`, last: `${branch}#9999999999` };
}

function failureAttribute(attempt: number): string {
  return `failure${attempt % mostFailures}`;
}

export function toExecutionItem({ execution, input, result, error, statusHop = -1, graph, ...row }: ExecutionRow) {
  return {
    ...executionKey(execution),
    ...row,
    statusHop,
    graph: graph ?? undefined,
    input: JSON.stringify(input),
    result: toJson(result),
    error: error && toJson(cutError(error)),
  };
}

export function toExecutionRow(item: Item): ExecutionRow {
  const { pk, pipeline, source, graph, input, status, startedAt, endedAt, result, error, from, statusHop } = item;
  return {
    execution: pk,
    pipeline,
    source,
    graph: graph ?? null,
    input: JSON.parse(input as string),
    status,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(result !== undefined && { result: JSON.parse(result as string) }),
    ...(error !== undefined && { error: JSON.parse(error as string) }),
    ...(from !== undefined && { from }),
    ...(statusHop !== -1 && { statusHop }),
  } as ExecutionRow;
}

export function toHopItem({ execution, branch, hop, completion, failures, state, ...row }: HopRow) {
  return {
    ...hopKey({ execution, branch, hop }),
    ...row,
    completion: toJson(completion),
    state: toJson(state),
    ...Object.assign({}, ...failures.map(toFailureAttribute)),
  };
}

const plainAttributes = ["step", "attempt", "status", "startedAt", "endedAt", "owner", "token", "leaseUntil", "retryAt"];

export function toHopRow(item: Item): HopRow {
  const key = item.sk as string;
  const separator = key.lastIndexOf("#");
  const row: Record<string, unknown> = { execution: item.pk, branch: key.slice(0, separator), hop: Number(key.slice(separator + 1)) };
  for (const name of plainAttributes) if (item[name] !== undefined) row[name] = item[name];
  for (const name of ["completion", "state"]) if (item[name] !== undefined) row[name] = JSON.parse(item[name] as string);
  row.failures = readFailures(item);
  return row as unknown as HopRow;
}

/** The attribute that keeps a failure, and its text. */
export function toFailureAttribute({ attempt, at, error }: AttemptFailure): Item {
  return { [failureAttribute(attempt)]: JSON.stringify({ attempt, at, error: cutError(error, failureBytes) }) };
}

export async function readHopRow(table: ItemSource, key: HopKey): Promise<HopRow | undefined> {
  const item = await getItem(table, hopKey(key));
  return item && toHopRow(item);
}

/** Absent stays absent: a value that is null is one. */
export function toJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Ten of them, and an outcome of 240 KB, fit into an item of 400 KB. */
const failureBytes = 10_000;

function readFailures(item: Item): AttemptFailure[] {
  const failures: AttemptFailure[] = [];
  for (let index = 0; index < mostFailures; index++) {
    const text = item[failureAttribute(index)];
    if (text !== undefined) failures.push(JSON.parse(text as string));
  }
  return failures.sort((a, b) => a.attempt - b.attempt);
}
