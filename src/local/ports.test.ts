/** Holds the ports of this machine to the contracts that every home's ports must keep. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "vitest";
import { blobsContract } from "../engine/port-contracts/blobs-contract.fixture.ts";
import { dispatcherContract, type OpenDispatcher } from "../engine/port-contracts/dispatcher-contract.fixture.ts";
import { journalContract } from "../engine/port-contracts/journal-contract.fixture.ts";
import type { Message } from "../model/message.ts";
import { openLocalHome } from "./local-home.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryBlobs } from "./memory-blobs.ts";
import { MemoryDispatcher } from "./memory-dispatcher.ts";
import { MemoryJournal } from "./memory-journal.ts";

/** Two homes in one folder: two connections, as two processes have. */
function openTwice() {
  const clock = new ManualClock();
  clock.advance(1_000_000);
  const folder = mkdtempSync(join(tmpdir(), "orchwits-"));
  const [one, two] = [openLocalHome({ folder, clock }), openLocalHome({ folder, clock })];
  const close = async () => {
    one.close();
    two.close();
    rmSync(folder, { recursive: true });
  };
  return { one, two, clock, close };
}

describe("journal in SQLite", () => {
  journalContract(test, async () => {
    const { one, two, close } = openTwice();
    return { journal: one.journal, other: two.journal, close };
  });
});

describe("journal in memory", () => {
  journalContract(test, async () => {
    const journal = new MemoryJournal();
    return { journal, other: journal, close: async () => {} };
  });
});

describe("blobs in files", () => {
  blobsContract(test, async () => {
    const { one, two, clock, close } = openTwice();
    return { blobs: one.blobs, other: two.blobs, pass: async (milliseconds) => clock.advance(milliseconds), close };
  });
});

describe("blobs in memory", () => {
  blobsContract(test, async () => {
    const clock = new ManualClock();
    const blobs = new MemoryBlobs(clock);
    return { blobs, other: blobs, pass: async (milliseconds) => clock.advance(milliseconds), close: async () => {} };
  });
});

describe("dispatcher in SQLite", () => {
  for (const sender of ["one", "two"] as const) {
    describe(sender === "one" ? "sending where it works" : "sending from another connection", () => {
      dispatcherContract(test, async () => {
        const homes = openTwice();
        const { dispatcher } = homes.one;
        const deliver: OpenDispatcher["deliver"] = async (handle) => {
          for (let [delivery] = dispatcher.take(1); delivery; [delivery] = dispatcher.take(1)) {
            for (let next: typeof delivery | undefined = delivery; next; ) {
              const current: typeof delivery = next;
              next = await handle(current.message).then(
                () => dispatcher.settle(current),
                () => void dispatcher.giveBack(current, 1_000),
              );
            }
          }
        };
        return {
          dispatcher: homes[sender].dispatcher,
          deliver,
          pass: async (milliseconds) => homes.clock.advance(milliseconds),
          close: homes.close,
        };
      });
    });
  }
});

describe("dispatcher in memory", () => {
  dispatcherContract(test, async () => {
    const clock = new ManualClock();
    const due: Message[] = [];
    const dispatcher = new MemoryDispatcher((message) => void due.push(message), clock);
    const deliver: OpenDispatcher["deliver"] = async (handle) => {
      for (let message = due.shift(); message; message = due.shift()) {
        const current = message;
        await handle(current).catch(() => dispatcher.dispatch(current, 1_000));
      }
    };
    return { dispatcher, deliver, pass: async (milliseconds) => clock.advance(milliseconds), close: async () => dispatcher.close() };
  });
});
