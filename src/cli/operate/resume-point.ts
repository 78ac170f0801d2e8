/** Where an execution goes on: the hop that failed, was cancelled or was interrupted, or an earlier one. */
import type { ExecutionRow, Journal } from "../../engine/journal.ts";
import { type RebuiltHop, rebuildStates } from "../../engine/rebuild-states.ts";
import { isReservedStep } from "../../engine/reserved-steps.ts";
import type { StoredState } from "../../model/message.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { UsageError } from "../usage-error.ts";

export interface ResumePoint {
  readonly step: string;
  readonly hop: number;
  /** The state that the step began with, or is about to begin with. */
  readonly state: StoredState;
  /** The hop to run again, where it is not the one that comes next by itself. */
  readonly fromHop: number | undefined;
  /** The hop that comes next by itself. */
  readonly next: { readonly hop: number; readonly step: string };
}

/** @throws {UsageError} when there is no such hop */
export async function findResumePoint(journal: Journal, row: ExecutionRow, from: string | undefined): Promise<ResumePoint> {
  const hops: RebuiltHop[] = [];
  for await (const hop of rebuildStates(journal, row)) hops.push(hop);
  const next = nextPoint(row, hops);
  if (from === undefined || from === String(next.hop)) return next;
  const steps = hops.filter(({ row: { step } }) => !isReservedStep(step));
  const found = /^\d+$/.test(from)
    ? steps.find(({ row: { hop } }) => hop === Number(from))
    : steps.findLast(({ row: { step } }) => step === from);
  if (!found && from === next.step) return next;
  if (found) return { step: found.row.step, hop: found.row.hop, state: found.state, fromHop: found.row.hop, next: next.next };
  throw new UsageError(describeMissing(from, steps));
}

function nextPoint(row: ExecutionRow, hops: readonly RebuiltHop[]): ResumePoint {
  const { step, hop, state } = comingNext(row, hops);
  return { step, hop, state, fromHop: undefined, next: { hop, step } };
}

function comingNext(row: ExecutionRow, hops: readonly RebuiltHop[]): Pick<ResumePoint, "step" | "hop" | "state"> {
  const last = hops.at(-1);
  if (!last) return { step: row.from ?? "start", hop: 0, state: row.input };
  const { completion, hop } = last.row;
  if (completion?.kind === "next") return { step: completion.to, hop: hop + 1, state: last.after };
  const { row: failed, state } = hops.findLast(({ row: { step } }) => !isReservedStep(step)) ?? last;
  return { step: failed.step, hop: failed.hop, state };
}

const mostListed = 12;

/** A step that moves to itself a hundred times is one entry. */
function stretchesOf(hops: readonly RebuiltHop[]): readonly { readonly step: string; readonly first: number; readonly last: number }[] {
  const found: { step: string; first: number; last: number }[] = [];
  for (const { hop, step } of hops.map(({ row }) => row)) {
    const current = found.at(-1);
    if (current?.step === step) current.last = hop;
    else found.push({ step, first: hop, last: hop });
  }
  return found;
}

function describeMissing(from: string, hops: readonly RebuiltHop[]): string {
  const stretches = stretchesOf(hops);
  const shown = stretches.slice(-mostListed).map(({ step, first, last }) => `${first === last ? first : `${first} to ${last}`} ${step}`);
  const list = `${stretches.length > mostListed ? "… " : ""}${shown.join(", ")}`;
  if (/^\d+$/.test(from)) return `No step was run in hop ${from}. There are: ${list}.`;
  const meant = nearestName(from, new Set(hops.map(({ row: { step } }) => step)));
  return `No step '${from}' was run. ${meant ? `Did you mean '${meant}'?` : `There are: ${list}.`}`;
}
