/** Cleaning up removes what nobody refers to, and nothing that an execution in the journal may still need. */
import { Pipeline, step } from "orchwits";
import { expect, test } from "vitest";
import type { Message } from "../model/message.ts";
import { isBlobReference } from "../model/message.ts";
import { BenchTop } from "./bench-top.fixture.ts";
import { collectBlobs } from "./collect-blobs.ts";
import { resumeExecution } from "./resume-execution.ts";

const big = (letter: string) => letter.repeat(40_000);

class Pile extends Pipeline {
  @step()
  start() {
    return this.next("middle", { made: big("m"), kept: 1 });
  }
  @step()
  middle({ repaired }: { repaired?: string }) {
    if (!repaired) throw new Error("no");
    return this.next("end", { made: big("n") });
  }
  @step()
  end() {
    return this.done(big("r"));
  }
}

async function references(bench: BenchTop): Promise<string[]> {
  const found: string[] = [];
  const { input, result } = await bench.row();
  const values: unknown[] = [...Object.values(input), result];
  for (const { completion, state } of await bench.hops()) {
    values.push(...Object.values(state ?? {}), ...(completion?.kind === "next" ? Object.values(completion.set) : []));
  }
  for (const value of values) if (isBlobReference(value)) found.push(value.$blob);
  return [...new Set(found)].sort();
}

test("whatever a recorded execution refers to stays, running, failed, resumed or completed", async () => {
  const bench = new BenchTop(Pile);
  await bench.start({ given: big("g") });
  await bench.blobs.put("orphan", new Uint8Array(1));
  bench.clock.advance(1_000);
  expect(await collectBlobs(bench.worker, 1_000)).toBe(1);
  expect(await bench.stored()).toEqual(await references(bench));
  await bench.next();
  bench.clock.advance(1_000);
  expect(await collectBlobs(bench.worker, 2_000)).toBe(0);
  await bench.drain();
  await resumeExecution(bench.worker, "e", { set: { repaired: big("x") } });
  bench.clock.advance(1_000);
  expect(await collectBlobs(bench.worker, 9_000)).toBe(0);
  // The message that is on its way finds its values.
  const { state } = (bench.sent[0] as { message: Message }).message;
  for (const value of Object.values(state)) if (isBlobReference(value)) expect(await bench.stored()).toContain(value.$blob);
  await bench.drain();
  bench.clock.advance(1_000);
  expect(await collectBlobs(bench.worker, 99_000)).toBe(0);
  expect((await bench.stored()).sort()).toEqual(await references(bench));
  await bench.journal.remove("e");
  expect(await collectBlobs(bench.worker, 99_000)).toBe(5);
  expect(await bench.stored()).toEqual([]);
});

test("what was stored a moment ago stays: it is about to be recorded", async () => {
  const bench = new BenchTop(Pile);
  await bench.blobs.put("new", new Uint8Array(1));
  await bench.blobs.put("old", new Uint8Array(1));
  bench.clock.advance(1_000);
  await bench.blobs.put("new", new Uint8Array(1));
  expect(await collectBlobs(bench.worker, 1_000)).toBe(1);
  expect(await bench.stored()).toEqual(["new"]);
});

test("what is stored again while it is about to be removed stays", async () => {
  const bench = new BenchTop(Pile);
  await bench.blobs.put("again", new Uint8Array(1));
  bench.clock.advance(1_000);
  const journal = {
    readHops: bench.journal.readHops.bind(bench.journal),
    list: async () => {
      await bench.blobs.put("again", new Uint8Array(1));
      return [];
    },
  };
  await collectBlobs({ journal, blobs: bench.blobs }, 1_000);
  expect(await bench.stored()).toEqual(["again"]);
});
