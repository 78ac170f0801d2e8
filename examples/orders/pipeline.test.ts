/** Runs the intake end to end on real files: the sample folder, and one small folder for each way that it can end. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resultOf, type Stubs, testRun, tryEveryFault } from "orchwits/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OrderIntake } from "./pipeline.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const header = "order_id,ordered_at,customer,country,sku,quantity,unit_price,currency,note\n";
const sound = (id: number) => `A-${id},2026-03-02,Bakery,DE,FILTER-100,${id},4.50,EUR,\n`;
const broken = (id: number) => `A-${id},2026-03-02,Bakery,DE,FILTER-100,none,4.50,EUR,\n`;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "order-intake-"));
  await mkdir(join(root, "inbox"));
  await cp(join(here, "data/reference"), join(root, "reference"), { recursive: true });
});

afterEach(() => rm(root, { recursive: true }));

async function intake(inbox = join(root, "inbox"), stubs: Stubs<OrderIntake> = {}) {
  const input = { inbox, reference: join(root, "reference"), outbox: join(root, "out") };
  return resultOf(await testRun(OrderIntake, { input, stubs }));
}

async function upload(name: string, ...lines: string[]) {
  await writeFile(join(root, "inbox", name), header + lines.join(""));
}

const published = (name: string) => readFile(join(root, "out/published", name), "utf8");

describe("the sample folder", () => {
  const names = ["accepted.csv", "duplicates.csv", "rejected.csv", "report.md", "review.csv", "totals.json"];

  test("is published as expected, to the byte", async () => {
    expect(await intake(join(here, "data/inbox"))).toEqual({
      status: "published",
      folder: join(root, "out/published"),
      accepted: 20,
      rejected: 10,
      duplicates: 2,
      review: "review.csv",
    });
    expect((await readdir(join(root, "out/published"))).sort()).toEqual(names);
    for (const name of names) await expect(await published(name)).toMatchFileSnapshot(join(here, "expected", name));
  });

  test("gives the same again when it is taken in again", async () => {
    await intake(join(here, "data/inbox"));
    const first = await Promise.all(names.map(published));
    await intake(join(here, "data/inbox"));
    expect(await Promise.all(names.map(published))).toEqual(first);
  });
});

test("a sound folder is published without a review", async () => {
  await upload("a.csv", sound(1), sound(2));
  expect(await intake()).toMatchObject({ status: "published", accepted: 2, rejected: 0, review: null });
  expect(await readdir(join(root, "out/published"))).not.toContain("review.csv");
});

test("too many broken rows are put into quarantine, and what was published stays", async () => {
  await upload("a.csv", sound(1));
  await intake();
  await upload("b.csv", broken(2), broken(3));
  expect(await intake()).toEqual({ status: "quarantined", folder: join(root, "out/quarantine"), rows: 3, rejected: 2 });
  expect(await published("accepted.csv")).toContain("A-1");
  expect(await readFile(join(root, "out/quarantine/review.csv"), "utf8")).toContain(
    "2,quantity 'none' is not a whole number above zero,b.csv,2",
  );
});

test("an empty folder is nothing to do", async () => {
  await writeFile(join(root, "inbox", "notes.txt"), "not an order file");
  expect(await intake()).toEqual({ status: "nothing to do" });
});

test("a broken price table is refused with its reason", async () => {
  await upload("a.csv", sound(1));
  await writeFile(join(root, "reference", "prices.csv"), "sku,valid_from\n");
  expect(await intake()).toEqual({ status: "refused", reason: "prices.csv lacks the column 'price_eur'" });
});

test("a file that is unlocked while the intake waits is taken in", async () => {
  await upload("a.csv", sound(1));
  const lock = join(root, "inbox/a.csv.lock");
  await writeFile(lock, "");
  const result = await intake(undefined, {
    async parseFile(state, context) {
      if (context.attempt === 2) await rm(lock);
      return this.parseFile(state, context);
    },
  });
  expect(result).toMatchObject({ status: "published", accepted: 1 });
});

test("rates that are half written are read again", async () => {
  await upload("a.csv", sound(1));
  const rates = join(root, "reference/rates.csv");
  await writeFile(rates, "currency,per_euro\nEUR");
  const result = await intake(undefined, {
    async priceRows(state, context) {
      if (context.attempt === 2) await writeFile(rates, "currency,per_euro\nEUR,1\n");
      return this.priceRows(state);
    },
  });
  expect(result).toMatchObject({ status: "published", accepted: 1 });
});

test("whatever crashes, the same is published", async () => {
  await upload("a.csv", sound(1), sound(2), sound(2), broken(3));
  const report = await tryEveryFault(OrderIntake, async () => {
    const outbox = join(root, "out");
    await rm(outbox, { recursive: true, force: true });
    return {
      input: { inbox: join(root, "inbox"), reference: join(root, "reference"), outbox },
      observe: async () => Promise.all((await readdir(join(outbox, "published"))).map(async (name) => [name, await published(name)])),
    };
  });
  expect(report.ranAgain).toContain("publish");
});
