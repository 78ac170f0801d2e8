/** What the steps of the example `orders` work with, each as far into an intake as it needs. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { parseOrders, validateOrders } from "../../examples/orders/order.ts";
import { priceOrders, readCatalogue, readRates } from "../../examples/orders/pricing.ts";
import { sortInto, writeJson } from "../../examples/orders/rows.ts";
import { addUp } from "../../examples/orders/totals.ts";
import { defaultLimits } from "../../src/engine/worker-options.ts";
import type { StoredState } from "../../src/model/message.ts";
import { pathOf } from "./root.fixture.ts";
import type { Script } from "./scenes.fixture.ts";

/** What travels in a message. */
const { envelopeBytes } = defaultLimits;

/**
 * @param large a value that is not in the message
 * @param long the same, as it is
 */
export async function orderStates(large: unknown, long: string): Promise<Script> {
  const root = mkdtempSync(join(tmpdir(), "orchwits-orders-"));
  afterAll(() => rmSync(root, { recursive: true }));
  cpSync(pathOf("examples/orders/data"), root, { recursive: true });
  const folder = (name: string) => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  const [inbox, reference, wrong, work] = [join(root, "inbox"), join(root, "reference"), join(root, "wrong"), folder("work")];
  const file = "2026-03-02-berlin.csv";
  const files = { catalogue: join(work, "catalogue.json"), parsed: join(work, "parsed.jsonl"), valid: join(work, "valid.jsonl") };
  const tables = { orders: join(work, "orders.jsonl"), repeats: join(work, "repeats.jsonl"), totals: join(work, "totals.json") };

  const catalogue = await readCatalogue(reference);
  await writeJson(files.catalogue, catalogue);
  await sortInto({ parsed: files.parsed }, parseOrders(join(inbox, file)));
  await sortInto({ valid: files.valid, rejected: join(work, "rejected.jsonl") }, validateOrders(files.parsed, file));
  const priced = priceOrders(files.valid, catalogue, await readRates(reference));
  await sortInto({ priced: tables.orders, rejected: join(work, "unpriced.jsonl") }, priced);
  writeFileSync(tables.repeats, "");
  await writeJson(tables.totals, await addUp((async function* () {})()));
  // A price that is no number ends up in the reason for refusing the whole day.
  cpSync(reference, wrong, { recursive: true });
  writeFileSync(join(wrong, "prices.csv"), `sku,valid_from,price_eur\nFILTER-100,2026-01-01,${long}\n`);

  writeFileSync(join(inbox, "empty.csv"), readFileSync(join(inbox, file), "utf8").split("\n")[0] ?? "");
  const short = mkdtempSync(process.platform === "win32" ? join(tmpdir(), "o-") : "/tmp/o-");
  afterAll(() => rmSync(short, { recursive: true }));
  const shortPath = join(short, "v");
  cpSync(files.valid, shortPath);
  const counts = { rows: 3, rejected: 1, accepted: 2, duplicates: 0 };
  // Whatever publishes removes its work.
  const ending = { ...counts, outbox: folder("out"), work: folder("out/work") };
  return {
    events: [
      { inbox, reference, outbox: folder("first") },
      { inbox, reference, outbox: folder("first"), note: long },
    ],
    states: {
      start: [
        { inbox, reference, outbox: folder("second") },
        { inbox: folder("empty"), outbox: root },
        { inbox: large, outbox: root },
      ],
      loadCatalogue: [
        { reference, work },
        { reference: wrong, work },
        { reference: large, work },
      ],
      pickFile: [
        { files: [file], position: 0 },
        { files: [file], position: 1 },
        { files: [long], position: 0 },
        { files: large, position: 0 },
      ],
      refuse: [{ reason: "none" }, { reason: large }],
      removeDuplicates: [
        { work },
        fill("removeDuplicates", { work }, ["rows", "files", "aside", "outbox", "rejected", "review"]),
        { work: large },
      ],
      parseFile: [
        { inbox, file, work },
        { inbox, file: "2026-03-03-porto.csv", work },
        { inbox, file: "empty.csv", work },
        fill("parseFile", { inbox, file, work }, ["files", "aside", "outbox", "reference", "review", "catalogue", "rows", "rejected"]),
        { inbox, file: large, work },
      ],
      judgeQuality: [
        { rows: 10, rejected: 0, accepted: 10 },
        { rows: 10, rejected: 1, accepted: 9 },
        { rows: 10, rejected: 10, accepted: 0 },
      ],
      setFileAside: [
        { file, reason: "none", aside: [] },
        { file, reason: large, aside: [] },
      ],
      validateRows: [
        { ...counts, parsed: files.parsed, file, work },
        fill("validateRows", { parsed: files.parsed, file, work, rows: 0, rejected: 0 }, [
          "files",
          "aside",
          "outbox",
          "reference",
          "review",
          "catalogue",
          "inbox",
          "position",
        ]),
        { ...counts, parsed: files.parsed, file: large, work },
      ],
      addUpTotals: [
        { orders: tables.orders, work },
        fill("addUpTotals", { orders: tables.orders, work }, [
          "files",
          "aside",
          "outbox",
          "review",
          "repeats",
          "rows",
          "rejected",
          "accepted",
        ]),
        { orders: large, work },
      ],
      askForReview: [{ work }, { work: large }],
      quarantine: [ending, { ...ending, rows: long }, { ...ending, outbox: large }],
      priceRows: [
        { file, work, reference, ...files, rejected: 0 },
        // It drops more than it sets: only short paths leave it something to add.
        fill("priceRows", { valid: shortPath, file: "a", work, reference, catalogue: files.catalogue, rejected: 0 }, [
          ...["files", "aside", "outbox", "review", "inbox", "position", "rows", "rejected"],
        ]),
        { file, work, reference, ...files, valid: large, rejected: 0 },
        { file, work, ...files, reference: root, rejected: 0 },
      ],
      writeTables: [
        { ...tables, work },
        { ...tables, orders: large, work },
      ],
      writeReport: [
        { ...counts, files: [file], aside: [], work, totals: tables.totals },
        { ...counts, files: large, aside: [], work, totals: "none" },
      ],
      publish: [ending, { ...ending, review: long }, { ...ending, review: large }],
    },
  };
}

/** A state with texts under keys that a step passes on, so that its message has room for nothing more. */
function fill(step: string, state: StoredState, keys: readonly string[]): StoredState {
  const message = (more: object) => {
    const all = {
      execution: "scene-1000",
      branch: "",
      hop: 0,
      step,
      attempt: 1,
      state: { ...state, ...more },
      countedFrom: 0,
      graph: null,
    };
    return JSON.stringify(all).length;
  };
  const filled = (lengths: (index: number) => number) => Object.fromEntries(keys.map((key, index) => [key, "x".repeat(lengths(index))]));
  const left = envelopeBytes - message(filled(() => 0));
  const each = Math.floor(left / keys.length);
  return { ...state, ...filled((index) => each + (index === 0 ? left % keys.length : 0)) };
}
