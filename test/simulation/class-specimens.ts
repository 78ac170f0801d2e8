/** Pipelines as users write them: two of the examples, and one like the third that touches no files. */
import { readFileSync } from "node:fs";
import { Pipeline, RetryLater, type StepContext, step } from "orchwits";
import { Cafe } from "../../examples/cafe/pipeline.ts";
import { TeaOrCoffee } from "../../examples/tea-or-coffee/pipeline.ts";
import { makeFlowTable } from "../../src/engine/flow-table.ts";
import { readSteps } from "../../src/engine/pipeline-steps.ts";
import type { State } from "../../src/model/state.ts";
import { brokenMessage, type Specimen } from "./specimen.ts";

/** The cafe without its chatter. */
class QuietCafe extends Cafe {
  @step()
  override coffee(_: { beans: number }) {
    return this.next("drink", { milk: true });
  }
}

interface Row {
  readonly sku: string;
  readonly count: number;
}

/** Files in a loop, one that isn't ready at first, prices that fail at times, a delay, and an end that needs a repair. */
class Intake extends Pipeline {
  @step()
  start({ files }: { files: string[] }) {
    return files.length === 0 ? this.next("nothing") : this.next("pick", { position: 0, rows: [] as Row[], aside: [] as string[] });
  }

  @step()
  pick({ files, position }: { files: string[]; position: number }) {
    const file = files[position];
    return file === undefined ? this.next("judge") : this.next("parse", { file, position: position + 1 });
  }

  @step()
  async parse({ file }: { file: string }, { attempt, input }: StepContext<{ files: string[] }>) {
    if (file.startsWith("late") && attempt < 3) throw new RetryLater("30s", `${file} is being written`);
    if (!(await input()).files.includes(file)) throw new Error("not in the input");
    if (file.startsWith("bad")) return this.next("setAside", { reason: "has no rows" });
    return this.next("price", { parsed: Array.from({ length: 12 }, (_, count): Row => ({ sku: `${file}-${count}`, count })) });
  }

  @step()
  setAside({ file, reason, aside }: { file: string; reason: string; aside: string[] }) {
    return this.next("pick", { aside: [...aside, `${file} ${reason}`] }, { drop: ["file", "reason"] });
  }

  @step({ retry: { attempts: 4, first: "100ms", max: "2s" } })
  price({ parsed, rows, file }: { parsed: Row[]; rows: Row[]; file: string }, { attempt }: StepContext) {
    if (file.endsWith("2") && attempt < 3) throw new Error("the bank is replacing its rates");
    return this.next("pick", { rows: [...rows, ...parsed] }, { drop: ["parsed", "file"], after: "10s" });
  }

  @step()
  judge({ rows, aside }: { rows: Row[]; aside: string[] }) {
    return this.when(rows.length > 0 && aside.length < 2, { true: this.next("publish"), false: this.next("quarantine") });
  }

  @step()
  publish({ rows, repaired }: { rows: Row[]; repaired?: boolean }) {
    if (rows.length > 24 && repaired !== true) throw new Error(brokenMessage);
    return this.done({ published: rows.length, total: rows.reduce((sum, { count }) => sum + count, 0), rows });
  }

  @step()
  quarantine(state: Record<string, unknown>) {
    return this.done({ quarantined: Object.keys(state).sort() });
  }

  @step()
  nothing() {
    return this.done();
  }

  override onFailure() {
    throw new Error("and the phone is dead");
  }
}

export function makeClassSpecimens(root: URL): Specimen[] {
  return [
    makeSpecimen(QuietCafe, readGraph(root, "cafe"), [{ choice: "c" }, { choice: "t" }, {}]),
    makeSpecimen(TeaOrCoffee, readGraph(root, "tea-or-coffee"), [{ choice: "c" }, { choice: "t" }, {}]),
    makeSpecimen(Intake, intakeFlow, [
      { files: [] },
      { files: ["a1"] },
      { files: ["a1", "late2", "bad3"] },
      { files: ["bad1", "bad2"] },
      { files: ["a1", "a2", "late3"] },
    ]),
  ];
}

function makeSpecimen(pipeline: new () => Pipeline, flow: Specimen["flow"], inputs: readonly State[]): Specimen {
  const steps = readSteps(pipeline);
  return { name: steps.name, steps, flow, inputs };
}

function readGraph(root: URL, example: string): Specimen["flow"] {
  return makeFlowTable(JSON.parse(readFileSync(new URL(`examples/${example}/graph.json`, root), "utf8")));
}

const keep = ["files", "position", "rows", "aside", "repaired"];

/** As the analyzer would tell it, in short. */
const intakeFlow: Specimen["flow"] = {
  graph: "intake",
  reads: new Map<string, ReadonlySet<string> | "all">([
    ["start", new Set(["files"])],
    ["pick", new Set(["files", "position"])],
    ["parse", new Set(["file"])],
    ["setAside", new Set(["file", "reason", "aside"])],
    ["price", new Set(["parsed", "rows", "file"])],
    ["judge", new Set(["rows", "aside"])],
    ["publish", new Set(["rows", "repaired"])],
    ["quarantine", "all"],
    ["nothing", new Set()],
  ]),
  live: new Map<string, ReadonlySet<string> | "all">([
    ...["start", "pick", "parse", "setAside", "price", "judge", "quarantine"].map((name) => [name, "all"] as const),
    ["publish", new Set(keep)],
    ["nothing", new Set()],
  ]),
};
