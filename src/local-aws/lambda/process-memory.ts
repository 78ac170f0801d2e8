/** How much memory processes take, and what happens when one takes more than it may. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";

/** Short, because memory can grow fast; Linux tells the peak, so that nothing between two looks is missed there. */
const everyMilliseconds = process.platform === "linux" ? 50 : 250;

interface Watched {
  readonly limitMegabytes: number;
  readonly exceeded: () => void;
  peak: number;
}

const watched = new Map<number, Watched>();
let timer: NodeJS.Timeout | undefined;

/** Watches a process until it is told to stop. On Windows, no limit is held. */
export function watchMemory(pid: number, limitMegabytes: number, exceeded: () => void): { peak(): number; stop(): void } {
  const entry: Watched = { limitMegabytes, exceeded, peak: 0 };
  watched.set(pid, entry);
  timer ??= setInterval(look, everyMilliseconds).unref();
  return {
    /** The most that it took so far, in MB. */
    peak: () => {
      if (process.platform === "linux") note(entry, readPeak(pid));
      return entry.peak;
    },
    stop: () => {
      watched.delete(pid);
      if (watched.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}

function look(): void {
  if (process.platform === "linux") {
    for (const [pid, entry] of watched) judge(entry, readPeak(pid));
  } else if (process.platform !== "win32") {
    execFile("ps", ["-o", "pid=,rss=", "-p", [...watched.keys()].join(",")], (_error, output) => {
      for (const line of output.trim().split("\n")) {
        const [pid, kilobytes] = line.trim().split(/\s+/).map(Number);
        const entry = watched.get(pid ?? 0);
        if (entry && kilobytes !== undefined) judge(entry, kilobytes / 1024);
      }
    });
  }
}

function note(entry: Watched, megabytes: number): void {
  entry.peak = Math.max(entry.peak, megabytes);
}

function judge(entry: Watched, megabytes: number): void {
  note(entry, megabytes);
  if (entry.peak > entry.limitMegabytes) entry.exceeded();
}

/** The peak of a process's resident memory, in MB; 0 when it is gone. */
function readPeak(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
