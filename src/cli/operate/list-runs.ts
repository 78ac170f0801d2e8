/** `orchwits runs`: the executions of a journal, newest first, as a table or as JSON. */
import { type Paint, paintFor } from "../../diagnostics/paint.ts";
import type { ExecutionRow, HopRow, Journal } from "../../engine/journal.ts";
import { isReservedStep } from "../../engine/reserved-steps.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { exitCodes } from "../exit-codes.ts";
import { commandLine } from "../run/rerun-command.ts";
import type { Condition, ConditionName } from "./condition.ts";
import { formatTime, isoTime } from "./format-time.ts";
import { noHome } from "./home.ts";
import { openOperatedHome } from "./open-operated-home.ts";
import type { OperatedHome, Where } from "./operated-home.ts";
import { readPages } from "./read-pages.ts";

export interface RunsOptions extends Where {
  readonly status?: ConditionName;
  readonly pipeline?: string;
  readonly limit: number;
  readonly json?: true;
}

interface Run {
  readonly row: ExecutionRow;
  readonly condition: Condition;
  /** The step that runs, comes next, or was the last. */
  readonly step: string | undefined;
  readonly hops: number;
  readonly durationMilliseconds: number | undefined;
}

/** Lists and returns the exit code. */
export async function listRuns(options: RunsOptions): Promise<number> {
  const home = await openOperatedHome(options);
  try {
    const runs = home ? await readRuns(home, options) : [];
    if (options.json) process.stdout.write(`${JSON.stringify(runs.map(toJson), null, 2)}\n`);
    else if (runs.length > 0) process.stdout.write(tableOf(runs, paintFor(process.stdout, process.env)));
    else process.stderr.write(`${home ? await nothingFound(home, options) : noHome()}\n`);
    return exitCodes.clean;
  } finally {
    home?.close();
  }
}

async function readRuns(home: OperatedHome, { status, pipeline, limit }: RunsOptions): Promise<Run[]> {
  const ended = status === "completed" || status === "failed" || status === "cancelled";
  const filter = {
    ...(status !== undefined && { status: ended ? status : ("running" as const) }),
    ...(pipeline !== undefined && { pipeline }),
  };
  const conditionOf = home.conditions();
  const runs: Run[] = [];
  // What has not ended is told apart by what goes on, which the journal does not know: more than `limit` may have to be looked at.
  for await (const rows of readPages(home, filter, ended || status === undefined ? limit : undefined)) {
    const lasts = await Promise.all(rows.map(({ execution }) => home.journal.readLastHop(execution, "")));
    for (const [index, row] of rows.entries()) {
      if (runs.length === limit) return runs;
      const condition = conditionOf(row, lasts[index]);
      if (status === undefined || condition.name === status) runs.push(await describeRun(home, row, lasts[index], condition));
    }
  }
  return runs;
}

async function describeRun(
  { journal, clock }: OperatedHome,
  row: ExecutionRow,
  last: HopRow | undefined,
  condition: Condition,
): Promise<Run> {
  const until = row.endedAt ?? (condition.name === "running" ? clock.now() : undefined);
  return {
    row,
    condition,
    step: last ? await stepOf(journal, last) : (row.from ?? "start"),
    hops: last ? last.hop + 1 : 0,
    durationMilliseconds: until === undefined ? undefined : Math.max(0, until - row.startedAt),
  };
}

async function stepOf(journal: Journal, last: HopRow): Promise<string | undefined> {
  if (last.completion?.kind === "next") return last.completion.to;
  if (!isReservedStep(last.step)) return last.step;
  return (await journal.readHop({ ...last, hop: last.hop - 1 }))?.step;
}

const colours: Readonly<Record<ConditionName, Parameters<Paint>[0]>> = {
  queued: "cyan",
  running: "cyan",
  waiting: "cyan",
  recovering: "yellow",
  interrupted: "yellow",
  completed: "green",
  failed: "red",
  cancelled: "yellow",
};

function tableOf(runs: readonly Run[], paint: Paint): string {
  const header = ["id", "pipeline", "status", "step", "hops", "started", "took"];
  const rows = runs.map(({ row, condition, step, hops, durationMilliseconds }) => [
    row.execution,
    row.pipeline,
    describeCondition(condition),
    step ?? "",
    hops.toLocaleString("en"),
    formatTime(row.startedAt),
    durationMilliseconds === undefined ? "" : formatMilliseconds(durationMilliseconds),
  ]);
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] as string).length)));
  const line = (cells: readonly string[], style: (cell: string, column: number) => string) =>
    cells
      .map((cell, column) => {
        const padded = header[column] === "hops" ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number);
        return style(padded, column);
      })
      .join("  ")
      .trimEnd();
  const lines = rows.map((row, index) =>
    line(row, (cell, column) => (header[column] === "status" ? paint(colours[(runs[index] as Run).condition.name], cell) : cell)),
  );
  return `${[line(header, (cell) => paint("bold", cell)), ...lines].join("\n")}\n`;
}

/** A condition in a few words. */
export function describeCondition({ name, until }: Condition): string {
  return until === undefined ? name : `${name} until ${formatTime(until)}`;
}

function toJson({ row, condition, step, hops, durationMilliseconds }: Run) {
  return {
    execution: row.execution,
    pipeline: row.pipeline,
    source: row.source,
    status: condition.name,
    ...(condition.until !== undefined && { until: isoTime(condition.until) }),
    ...(step !== undefined && { step }),
    hops,
    startedAt: isoTime(row.startedAt),
    ...(row.endedAt !== undefined && { endedAt: isoTime(row.endedAt) }),
    ...(durationMilliseconds !== undefined && { durationMilliseconds }),
    ...(row.error && { error: { name: row.error.name, message: row.error.message } }),
  };
}

async function nothingFound({ journal, mostSearched, empty, words }: OperatedHome, { status, pipeline }: RunsOptions): Promise<string> {
  const rows = await journal.list(mostSearched === undefined ? {} : { limit: mostSearched });
  if (rows.length === 0) return empty;
  const names = [...new Set(rows.map((row) => row.pipeline))];
  if (pipeline !== undefined && !names.includes(pipeline)) {
    const meant = nearestName(pipeline, names);
    return `No execution of '${pipeline}' here. ${meant ? `Did you mean '${meant}'?` : `There are some of ${names.join(", ")}.`}`;
  }
  return `No execution${pipeline === undefined ? "" : ` of ${pipeline}`} is ${status}. All of them: ${commandLine(["runs", ...words])}`;
}
