/** The engine with one guarantee taken away: each of these changes must be noticed by the simulation. */
import type { Edit } from "./bundle.ts";

export interface Mutant extends Edit {
  /** What is taken away. */
  readonly name: string;
  /** The seed of a run that notices it. `node scripts/simulate-mutants.ts` finds it anew when the simulation has changed. */
  readonly killedBy: number;
}

const journal = "src/local/memory-journal.ts";
const engine = (file: string) => `src/engine/${file}.ts`;

export const mutants: readonly Mutant[] = [
  {
    name: "the fence: whoever holds a hop may end it, with whatever token",
    killedBy: 11,
    file: journal,
    find: `if (row?.status !== "claimed" || row.token !== token) return false;`,
    replace: `if (row?.status !== "claimed") return false;`,
  },
  {
    name: "the conditional complete: an ended hop is ended again",
    killedBy: 2,
    file: journal,
    find: `if (row?.status !== "claimed" || row.token !== token) return false;`,
    replace: `if (!row) return false;`,
  },
  {
    name: "the lease check: a hop is claimed although someone holds it",
    killedBy: 3,
    file: journal,
    find: `(row.status === "claimed" && (row.leaseUntil ?? 0) <= now)`,
    replace: `row.status === "claimed"`,
  },
  {
    name: "the end of a lease: a hop once claimed is never claimed again",
    killedBy: 1,
    file: journal,
    find: `(row.status === "claimed" && (row.leaseUntil ?? 0) <= now)`,
    replace: `false`,
  },
  {
    name: "the dedupe: an ended hop runs again",
    killedBy: 2,
    file: journal,
    find: `return row.status === "waiting" ||`,
    replace: `return row.status === "waiting" || row.status === "ended" ||`,
  },
  {
    name: "the check of the attempt: an earlier attempt takes the place of a later one",
    killedBy: 3,
    file: journal,
    find: `row.step !== step || row.attempt !== attempt`,
    replace: `row.step !== step`,
  },
  {
    name: "the condition of an append: two resumptions at once both count",
    killedBy: 84,
    file: journal,
    find: `if (this.#hop(row)) return false;`,
    replace: ``,
  },
  {
    name: "the hop of a status: whoever is late undoes a resumption",
    killedBy: 58,
    file: journal,
    find: ` || (kept.row.statusHop ?? -1) >= details.hop`,
    replace: ``,
  },
  {
    name: "the condition of a cancellation: an ended hop is cancelled",
    killedBy: 561,
    file: journal,
    find: `if (row && row.status !== "claimed" && row.status !== "waiting") return false;`,
    replace: ``,
  },
  {
    name: "the re-dispatch: a completed hop's message is not sent again",
    killedBy: 4,
    file: engine("settle-refused"),
    find: `if (row.status === "ended") return heal(worker, message, row);`,
    replace: `if (row.status === "ended") return stale("it has ended");`,
  },
  {
    name: "the re-dispatch of an attempt that waits",
    killedBy: 14,
    file: engine("settle-refused"),
    find: `await worker.dispatcher.dispatch(next, afterMilliseconds);`,
    replace: ``,
  },
  {
    name: "the patience: a message whose hop is held is forgotten",
    killedBy: 8,
    file: engine("settle-refused"),
    find: `return { kind: "held", until: row.leaseUntil ?? 0 };`,
    replace: `return stale("held");`,
  },
  {
    name: "the look at the next hop: each duplicate sends everything after it again",
    killedBy: 3,
    file: engine("settle-refused"),
    find: `if (await worker.journal.readHop({ execution, branch, hop: hop + 1 })) return`,
    replace: `if (hop < 0) return`,
  },
  {
    name: "the second look: whoever lost a hop goes on as if it had not",
    killedBy: 28,
    file: engine("end-hop"),
    find: `return ours ? sendOn(worker, next, afterMilliseconds) : undefined;`,
    replace: `return sendOn(worker, next, afterMilliseconds);`,
  },
  {
    name: "complete before dispatch: the message goes first",
    killedBy: 28,
    file: engine("end-hop"),
    find: `  const ours = await worker.journal.complete(key, token, completion`,
    replace: `  await worker.dispatcher.dispatch(next, 0);\n  const ours = await worker.journal.complete(key, token, completion`,
  },
  {
    name: "store before complete: blobs are stored while the hop is completed",
    killedBy: 58,
    file: engine("store-values"),
    find: `await Promise.all([...this.#uploads].map(([hash, bytes]) => blobs.put(hash, bytes)));`,
    replace: `Promise.all([...this.#uploads].map(([hash, bytes]) => blobs.put(hash, bytes))).catch(() => {});`,
  },
  {
    name: "the verification of blobs",
    killedBy: 3,
    file: engine("load-state"),
    find: `if (hashOf(bytes) !== value.$blob) throw`,
    replace: `if (bytes.length < 0) throw`,
  },
  {
    name: "the guard against values that look like references",
    killedBy: 1,
    file: engine("store-values"),
    find: `isBlobReference(value) || textBeyond(text, largest) > 0`,
    replace: `textBeyond(text, largest) > 0`,
  },
  {
    name: "the limit of a message",
    killedBy: 1070,
    file: engine("store-values"),
    find: `if (change.excess(after, set) > 0) {`,
    replace: `if (change.excess(after, set) > Infinity) {`,
  },
  {
    name: "the record of keys left behind: what is pruned is not journaled",
    killedBy: 2,
    file: engine("end-hop"),
    find: `const completion = { kind: "next", to, set: stored.set, dropped, afterMilliseconds } as const;`,
    replace: `const completion = { kind: "next", to, set: stored.set, dropped: outcome.dropped, afterMilliseconds } as const;`,
  },
  {
    name: "record before dispatch: a retry is sent before it is recorded",
    killedBy: 14,
    file: engine("fail-hop"),
    find: `  const ours = await worker.journal.postpone(`,
    replace: `  await worker.dispatcher.dispatch({ ...message, attempt: attempt + 1 }, afterMilliseconds);\n  const ours = await worker.journal.postpone(`,
  },
  {
    name: "the failure handler: onFailure is not run",
    killedBy: 3,
    file: engine("follow-completion"),
    find: `if (completion.kind === "failed" && !hasFailureHandler(worker)) return undefined;`,
    replace: `if (completion.kind === "failed") return undefined;`,
  },
  {
    name: "the message after a start that was interrupted",
    killedBy: 59,
    file: engine("start-execution"),
    find: `const dispatched = began || !(await journal.readHop({ execution, branch: "", hop: 0 }));`,
    replace: `const dispatched = began;`,
  },
  {
    name: "the message after a resumption that was interrupted",
    killedBy: 152,
    file: engine("resume-execution"),
    find: `await home.dispatcher.dispatch(pending.message, pending.afterMilliseconds);`,
    replace: ``,
  },
  {
    name: "the status after a resumption that was interrupted",
    killedBy: 246,
    file: engine("resume-execution"),
    find: `if (step === resumeStep) await markRunning(home, row.execution, hop);`,
    replace: ``,
  },
  {
    name: "the state of a resumption: it goes on from the last state instead of the chosen hop's",
    killedBy: 28,
    file: engine("resume-execution"),
    find: `const { state: before, row: target } = findTarget(`,
    replace: `const before = (hops.at(-1) as RebuiltHop).state;\n  const { row: target } = findTarget(`,
  },
  {
    name: "the references of recorded updates when blobs are collected",
    killedBy: 1,
    file: engine("collect-blobs"),
    find: `keepAll(setBy(completion));`,
    replace: ``,
  },
  {
    name: "the age of blobs: what was stored a moment ago is collected",
    killedBy: 468,
    file: engine("collect-blobs"),
    find: `  const old = new Set<string>();`,
    replace: `  storedBefore = Infinity;\n  const old = new Set<string>();`,
  },
];
