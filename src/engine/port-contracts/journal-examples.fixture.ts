/** Rows and claims that the journal's contract is told with. */
import type { ClaimRequest, ExecutionRow } from "../journal.ts";

export const exampleRow: ExecutionRow = {
  execution: "e1",
  pipeline: "Cafe",
  source: "cafe.ts#Cafe",
  graph: null,
  input: { choice: "c", order: { $blob: "a".repeat(64), size: 40_000 } },
  status: "running",
  startedAt: 1_000.5,
};

export function claiming(change: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    execution: "e1",
    branch: "",
    hop: 0,
    step: "start",
    attempt: 1,
    token: "t1",
    owner: "host:1",
    now: 2_000,
    leaseUntil: 5_000,
    ...change,
  };
}
