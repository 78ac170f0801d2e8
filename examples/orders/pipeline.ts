/**
 * The daily intake of order files: reads a folder of CSV files from many branches, keeps what is sound, prices it in euros, sets
 * the rest aside with its reason, and publishes tables and a report.
 *
 * The state holds paths and counts only. Rows stay in files, so a day may be larger than memory.
 */
import { join } from "node:path";
import { Pipeline, RetryLater, type StepContext, step } from "orchwits";
import { UnreadableFile } from "./csv.ts";
import { type Duplicate, separateDuplicates } from "./duplicates.ts";
import { parseOrders, type Rejection, validateOrders } from "./order.ts";
import { type Catalogue, type PricedOrder, priceOrders, readCatalogue, readRates } from "./pricing.ts";
import { groupFaults, judge } from "./quality.ts";
import { type FileAside, renderReport } from "./report.ts";
import { readFolder, readJson, readRows, sortInto, writeJson, writeText } from "./rows.ts";
import { writeAccepted, writeDuplicates, writeFaults, writeRejected } from "./tables.ts";
import { addUp, type Totals } from "./totals.ts";
import { isLocked, listOrderFiles, openWorkspace, publishDraft, workFile } from "./workspace.ts";

/** Where things are: folders of CSV files to read, and the folder to publish into. */
export interface Folders {
  inbox: string;
  reference: string;
  outbox: string;
}

interface Counts {
  rows: number;
  accepted: number;
  rejected: number;
  duplicates: number;
}

export class OrderIntake extends Pipeline {
  /** Looks for order files. */
  @step()
  async start({ inbox, outbox }: Folders) {
    const files = await listOrderFiles(inbox);
    if (files.length === 0) return this.next("reportNothing");
    return this.next("loadCatalogue", { files, work: await openWorkspace(outbox) });
  }

  /** Reads products and prices, once for all files. */
  @step()
  async loadCatalogue({ reference, work }: { reference: string; work: string }) {
    try {
      const catalogue = workFile(work, "catalogue.json");
      await writeJson(catalogue, await readCatalogue(reference));
      return this.next("pickFile", { catalogue, position: 0, rows: 0, rejected: 0, aside: [] as FileAside[] });
    } catch (error) {
      if (error instanceof UnreadableFile) return this.next("refuse", { reason: error.message });
      throw error;
    }
  }

  /** Takes the next file, until there is none. */
  @step()
  pickFile({ files, position }: { files: string[]; position: number }) {
    const file = files[position];
    return file === undefined ? this.next("removeDuplicates") : this.next("parseFile", { file, position: position + 1 });
  }

  /** Reads a CSV file of whatever dialect. One that is still being written gets two more chances. */
  @step({ memory: 1024, timeout: "5m" })
  async parseFile({ inbox, file, work }: { inbox: string; file: string; work: string }, { attempt }: StepContext) {
    if (await isLocked(inbox, file)) {
      if (attempt < 3) throw new RetryLater("200ms", `${file} is still being written`);
      return this.next("setFileAside", { reason: "is still being written" });
    }
    try {
      const parsed = workFile(work, "parsed", `${file}.jsonl`);
      const counts = await sortInto({ parsed }, parseOrders(join(inbox, file)));
      return counts.parsed === 0 ? this.next("setFileAside", { reason: "has no rows" }) : this.next("validateRows", { parsed });
    } catch (error) {
      if (error instanceof UnreadableFile) return this.next("setFileAside", { reason: error.message });
      throw error;
    }
  }

  /** Leaves a file out as a whole. */
  @step()
  setFileAside({ file, reason, aside }: { file: string; reason: string; aside: FileAside[] }) {
    return this.next("pickFile", { aside: [...aside, { file, reason }] }, { drop: ["file", "reason"] });
  }

  /** Tells sound rows from others. */
  @step({ memory: 1024, timeout: "5m" })
  async validateRows({
    parsed,
    file,
    work,
    rows,
    rejected,
  }: {
    parsed: string;
    file: string;
    work: string;
    rows: number;
    rejected: number;
  }) {
    const valid = workFile(work, "valid", `${file}.jsonl`);
    const counts = await sortInto({ valid, rejected: workFile(work, "rejected", `${file}.invalid.jsonl`) }, validateOrders(parsed, file));
    return this.next("priceRows", { valid, rows: rows + counts.valid + counts.rejected, rejected: rejected + counts.rejected });
  }

  /** Gives sound rows their value in euros. The bank replaces its rates during the day: while they are half written, try again. */
  @step({ memory: 1024, timeout: "5m", retry: { attempts: 4, first: "100ms", max: "2s" } })
  async priceRows(state: { valid: string; file: string; work: string; catalogue: string; reference: string; rejected: number }) {
    const { valid, file, work, rejected } = state;
    const catalogue = await readJson<Catalogue>(state.catalogue);
    const rates = await readRates(state.reference);
    const targets = { priced: workFile(work, "priced", `${file}.jsonl`), rejected: workFile(work, "rejected", `${file}.unpriced.jsonl`) };
    const counts = await sortInto(targets, priceOrders(valid, catalogue, rates));
    return this.next("pickFile", { rejected: rejected + counts.rejected }, { drop: ["file", "parsed", "valid"] });
  }

  /** Keeps the first of the lines that came in more than once, in whichever files. */
  @step({ memory: 2048, timeout: "10m" })
  async removeDuplicates({ work }: { work: string }) {
    const orders = workFile(work, "orders.jsonl");
    const repeats = workFile(work, "repeats.jsonl");
    const counts = await sortInto({ orders, repeats }, separateDuplicates(readFolder<PricedOrder>(workFile(work, "priced"))));
    return this.next("judgeQuality", { orders, repeats, accepted: counts.orders, duplicates: counts.repeats });
  }

  /** Decides what becomes of the intake. */
  @step()
  judgeQuality({ rows, rejected, accepted }: { rows: number; rejected: number; accepted: number }) {
    const quality = judge(rows, rejected, accepted);
    return this.when(quality, {
      good: this.next("addUpTotals"),
      doubtful: this.next("askForReview"),
      bad: this.next("quarantine"),
    });
  }

  /** Lists what is wrong, once for each reason, for the person who calls the branches. */
  @step()
  async askForReview({ work }: { work: string }) {
    const review = "review.csv";
    await writeFaults(workFile(work, "draft", review), await groupFaults(rejectedRows(work)));
    return this.next("addUpTotals", { review });
  }

  /** Adds up orders by day, country, category and product. */
  @step({ memory: 1024, timeout: "5m" })
  async addUpTotals({ orders, work }: { orders: string; work: string }) {
    const totals = workFile(work, "draft", "totals.json");
    await writeJson(totals, await addUp(readRows<PricedOrder>(orders)));
    return this.next("writeTables", { totals });
  }

  /** Writes what was accepted, rejected and left out. */
  @step({ timeout: "5m" })
  async writeTables({ orders, repeats, work }: { orders: string; repeats: string; work: string }) {
    await writeAccepted(workFile(work, "draft", "accepted.csv"), readRows<PricedOrder>(orders));
    await writeRejected(workFile(work, "draft", "rejected.csv"), rejectedRows(work));
    await writeDuplicates(workFile(work, "draft", "duplicates.csv"), readRows<Duplicate>(repeats));
    return this.next("writeReport");
  }

  /** Writes the report that people read. */
  @step()
  async writeReport({ files, work, totals, ...numbers }: Counts & { files: string[]; work: string; totals: string; aside: FileAside[] }) {
    const faults = await groupFaults(rejectedRows(work));
    const report = renderReport({ ...numbers, files: files.length, faults, totals: await readJson<Totals>(totals) });
    await writeText(workFile(work, "draft", "report.md"), report);
    return this.next("publish");
  }

  /** Puts the results in the place of the last intake's. */
  @step()
  async publish({
    work,
    outbox,
    review,
    accepted,
    rejected,
    duplicates,
  }: Omit<Counts, "rows"> & { work: string; outbox: string; review?: string }) {
    const folder = await publishDraft(work, outbox, "published");
    return this.done({ status: "published" as const, folder, accepted, rejected, duplicates, review: review ?? null });
  }

  /** Too much is wrong: keeps the faults for a person, and what was published before. */
  @step()
  async quarantine({ work, outbox, rows, rejected }: { work: string; outbox: string; rows: number; rejected: number }) {
    await writeRejected(workFile(work, "draft", "rejected.csv"), rejectedRows(work));
    await writeFaults(workFile(work, "draft", "review.csv"), await groupFaults(rejectedRows(work)));
    const folder = await publishDraft(work, outbox, "quarantine");
    return this.done({ status: "quarantined" as const, folder, rows, rejected });
  }

  /** Without its tables nothing can be priced. */
  @step()
  refuse({ reason }: { reason: string }) {
    return this.done({ status: "refused" as const, reason });
  }

  /** A day without orders is no failure. */
  @step()
  reportNothing() {
    return this.done({ status: "nothing to do" } as const);
  }
}

function rejectedRows(work: string) {
  return readFolder<Rejection>(workFile(work, "rejected"));
}
