/** Where the journal's index has an execution: by status, spread over partitions, in the order of time. */
import type { ExecutionStatus } from "../engine/journal.ts";

/**
 * One partition of an index takes 1,000 writes a second, and each start and end of an execution is one or two: eight let a thousand
 * executions begin and end every second (DynamoDB developer guide, "Designing partition keys to distribute your workload").
 */
export const shards = 8;

/** Where the index has an execution. */
export function listing(status: ExecutionStatus, execution: string): string {
  let sum = 0;
  for (let index = 0; index < execution.length; index++) sum += execution.charCodeAt(index);
  return `${status}.${sum % shards}`;
}

/** Sorts as text as times do as numbers, and executions of one time by their ids. */
export function started(startedAt: number, execution = ""): string {
  return `${startedAt.toFixed(6).padStart(22, "0")}#${execution}`;
}
