/** The examples on the local AWS: the same results as on one machine, from a raw invocation through the AWS SDK. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "orchwits";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Cafe } from "../../examples/cafe/pipeline.ts";
import { OrderIntake } from "../../examples/orders/pipeline.ts";
import { TeaOrCoffee } from "../../examples/tea-or-coffee/pipeline.ts";
import type { Deployed } from "./deployed.fixture.ts";
import { pathOf } from "./root.fixture.ts";
import { openWorld, type World } from "./world.fixture.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

describe("cafe", () => {
  let cafe: Deployed;
  beforeAll(async () => {
    cafe = await world.deploy(world.copy("cafe"), "cafe");
  });

  test.each([{ choice: "c" }, { choice: "t" }, {}])("%j gives what it gives locally", async (input) => {
    expect(await cafe.run(input)).toEqual(await run(Cafe, input as { choice?: "c" | "t" }));
  });

  test("goes the same way as locally", async () => {
    const { execution } = await cafe.invoke({});
    await cafe.finished(execution);
    expect(await cafe.trail(execution)).toEqual(["start", "tea", "coffee", "drink"]);
  });

  test("starts without an answer, too", async () => {
    await cafe.invokeLater({ $id: "breakfast", choice: "c" });
    await cafe.until("it has begun", () => cafe.ports.journal.readExecution("breakfast"));
    expect(await cafe.result("breakfast")).toEqual({ milk: true });
  });
});

test("tea-or-coffee gives what it gives locally, on every way", async () => {
  const pipeline = await world.deploy(world.copy("tea-or-coffee"), "tea-or-coffee");
  for (const input of [{ choice: "c" }, { choice: "t" }, {}]) expect(await pipeline.run(input)).toEqual(await run(TeaOrCoffee, input));
});

test("orders publishes the same files as locally", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-orders-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(pathOf("examples/orders/data"), join(folder, "data"), { recursive: true });
  mkdirSync(join(folder, "here"));
  const inputFor = (home: string) => ({
    inbox: join(folder, "data/inbox"),
    reference: join(folder, "data/reference"),
    outbox: join(folder, home, "out"),
  });
  const orders = await world.deploy(world.copy("orders"), "orders");

  const there = (await orders.run(inputFor("there"))) as { folder: string };
  const here = (await run(OrderIntake, inputFor("here"))) as { folder: string };

  expect({ ...there, folder: "" }).toEqual({ ...here, folder: "" });
  const names = readdirSync(here.folder);
  expect(readdirSync(there.folder)).toEqual(names);
  for (const name of names) expect(readFileSync(join(there.folder, name))).toEqual(readFileSync(join(here.folder, name)));
});
