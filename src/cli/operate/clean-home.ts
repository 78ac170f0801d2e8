/** `orchwits clean`: forgets executions that ended long ago, and the values that were stored for nobody else. */
import { collectBlobs } from "../../engine/collect-blobs.ts";
import type { ExecutionRow } from "../../engine/journal.ts";
import type { LocalHome } from "../../local/local-home.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatBytes } from "../run/shorten.ts";
import { openExistingHome, shownHome } from "./home.ts";

export interface CleanOptions {
  /** In milliseconds. */
  readonly olderThan: number;
  readonly dryRun?: true;
  readonly json?: true;
}

/** What is being stored this moment is not recorded yet: so old is a blob at least that is removed, while something runs and while not. */
const youngestBusyMilliseconds = 15 * 60_000;
const youngestIdleMilliseconds = 60_000;

interface Freed {
  readonly executions: number;
  readonly blobs: number;
  readonly bytes: number;
}

/** Cleans and returns the exit code. */
export async function cleanHome(options: CleanOptions): Promise<number> {
  const home = openExistingHome();
  try {
    const freed = home ? await clean(home, options) : { executions: 0, blobs: 0, bytes: 0 };
    const { json, dryRun } = options;
    process.stdout.write(json ? `${JSON.stringify({ ...freed, dryRun: dryRun === true })}\n` : `${describe(freed, dryRun === true)}\n`);
    return exitCodes.clean;
  } finally {
    home?.close();
  }
}

async function clean(home: LocalHome, { olderThan, dryRun }: CleanOptions): Promise<Freed> {
  const { journal, blobs, clock } = home;
  const now = clock.now();
  const rows = await journal.list({});
  const old = new Set(rows.filter((row) => isOlder(row, now - olderThan)).map(({ execution }) => execution));
  if (!dryRun) for (const execution of old) if (!(await journal.remove(execution))) old.delete(execution);

  const busy = rows.some(({ status }) => status === "running");
  let bytes = 0;
  const removed = await collectBlobs(
    {
      // What a dry run would have removed is not there.
      journal: {
        list: async (filter) => (await journal.list(filter)).filter(({ execution }) => !old.has(execution)),
        readHops: (execution) => journal.readHops(execution),
      },
      blobs: {
        list: () => blobs.list(),
        async remove(hash, storedBefore) {
          bytes += (await blobs.sizeOf(hash)) ?? 0;
          if (!dryRun) await blobs.remove(hash, storedBefore);
        },
      },
    },
    now - (busy ? youngestBusyMilliseconds : youngestIdleMilliseconds),
  );
  return { executions: old.size, blobs: removed, bytes };
}

function isOlder({ status, endedAt }: ExecutionRow, before: number): boolean {
  return status !== "running" && endedAt !== undefined && endedAt < before;
}

function describe({ executions, blobs, bytes }: Freed, dryRun: boolean): string {
  if (executions === 0 && blobs === 0) return `Nothing to remove in ${shownHome()}.`;
  const count = (number: number, noun: string) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const what = `${count(executions, "execution")} and ${count(blobs, "stored value")} (${formatBytes(bytes)})`;
  return dryRun ? `Would remove ${what}.` : `Removed ${what}.`;
}
