/** Finds the execution that somebody means: by its id, or by as much of its beginning or end as tells it from all others. */
import type { ExecutionRow } from "../../engine/journal.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { commandLine } from "../run/rerun-command.ts";
import { UsageError } from "../usage-error.ts";
import { formatTime } from "./format-time.ts";
import type { OperatedHome } from "./operated-home.ts";

const mostShown = 8;

/** @throws {UsageError} when there is none, or more than one */
export async function findExecution(home: OperatedHome, word: string): Promise<ExecutionRow> {
  const { journal, mostSearched } = home;
  const exact = await journal.readExecution(word);
  if (exact) return exact;
  const rows = await journal.list(mostSearched === undefined ? {} : { limit: mostSearched });
  const wanted = word.toLowerCase();
  const found = wanted === "" ? [] : rows.filter(({ execution }) => has(execution.toLowerCase(), wanted));
  if (found[0] && found.length === 1) return found[0];
  if (found.length > 1) throw new UsageError(ambiguous(word, found));
  if (rows.length === 0) throw new UsageError(home.empty);
  throw new UsageError(unknown(word, rows, home));
}

// Ids begin with the time: those of one minute differ at their ends only.
function has(execution: string, wanted: string): boolean {
  return execution.startsWith(wanted) || execution.endsWith(wanted);
}

function ambiguous(word: string, found: readonly ExecutionRow[]): string {
  const lines = found.slice(0, mostShown).map((row) => `  ${describe(row)}`);
  const more = found.length > mostShown ? `\n  and ${(found.length - mostShown).toLocaleString("en")} more` : "";
  return `'${word}' could be any of ${found.length.toLocaleString("en")} executions. Write more of the id; its last characters do, too.\n${lines.join("\n")}${more}`;
}

function unknown(word: string, rows: readonly ExecutionRow[], { shown, words, mostSearched }: OperatedHome): string {
  const meant = nearestRow(word, rows);
  const hint = meant ? `Did you mean this one?\n  ${describe(meant)}` : `See those that are: ${commandLine(["runs", ...words])}`;
  const among =
    rows.length === mostSearched ? ` among the last ${rows.length.toLocaleString("en")}; older ones are found by their whole id` : "";
  return `There is no execution '${word}' in ${shown}${among}. ${hint}`;
}

function nearestRow(word: string, rows: readonly ExecutionRow[]): ExecutionRow | undefined {
  // A part is compared with parts of its own length.
  const ends = rows.map((row) => [row.execution.slice(-word.length), row] as const);
  const parts = new Map([...ends, ...rows.map((row) => [row.execution.slice(0, word.length), row] as const)]);
  const near = nearestName(word, parts.keys());
  return near === undefined ? undefined : parts.get(near);
}

function describe({ execution, pipeline, status, startedAt }: ExecutionRow): string {
  return `${execution}  ${pipeline}, ${status}, started ${formatTime(startedAt)}`;
}
