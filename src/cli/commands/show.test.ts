/** `orchwits show`, run as a user runs it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder, orchwits } from "../command-line.fixture.ts";
import { teaHouse } from "../operate/pipelines.fixture.ts";

const folder = makeFolder({ "pipeline.ts": teaHouse }, afterAll);
let id: string;
beforeAll(async () => {
  const { stderr } = await orchwits(folder, ["run", "pipeline.ts", "--input", '{ "cups": 3 }'], { whenOver: afterAll });
  id = /[\da-f-]{36}/.exec(stderr)?.[0] ?? "";
  writeFileSync(join(folder, "kettle"), "");
  await orchwits(folder, ["resume", id, "--set", "leaves=7"], { whenOver: afterAll });
});

test("tells each hop, what it changed, and the result", async () => {
  const { code, stdout, stderr } = await orchwits(folder, ["show", id.slice(0, 20)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const told = stdout.replaceAll(/(?:\d+ m )?[\d.]+ [µm]?s\b/g, "1 ms").replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, "TIME");
  expect(told).toBe(`TeaHouse completed ${id}
pipeline.ts#TeaHouse, started TIME, took 1 ms
input { cups: 3 }

   0 ✓ start 1 ms → brew
       + menu: (100 kB)
   1 ✓ brew 1 ms → pour
       - cups
       + leaves: 6
   2 ✗ pour 1 ms TypeError
   3 ↻ resumed at pour
       ~ leaves: 6 → 7
   4 ✓ pour 1 ms done

result { leaves: 7, menu: 100000 }
`);
});

test("--state prints the very bytes that each hop began with, large values included", async () => {
  const menu = "tea, ".repeat(20_000);
  const states = [{ cups: 3 }, { cups: 3, menu }, { menu, leaves: 6 }, { menu, leaves: 6 }, { menu, leaves: 7 }];
  const shown = await Promise.all(states.map((_, hop) => orchwits(folder, ["show", id, "--state", String(hop)])));
  expect(shown.map(({ stdout }) => stdout)).toEqual(states.map((state) => `${JSON.stringify(state)}\n`));
  const beyond = await orchwits(folder, ["show", id, "--state", "5"]);
  expect(beyond).toEqual({ code: 2, stdout: "", stderr: `error: Execution ${id} has no hop 5. Its hops are 0 to 4.\n` });
});

test("--json gives what the journal holds", async () => {
  const { stdout } = await orchwits(folder, ["show", id, "--json"]);
  const shown = JSON.parse(stdout);
  expect(shown).toMatchObject({ execution: id, status: "completed", source: "pipeline.ts#TeaHouse", input: { cups: 3 } });
  expect(shown.hops[1]).toMatchObject({
    hop: 1,
    step: "brew",
    attempt: 1,
    status: "ended",
    set: { leaves: 6 },
    dropped: ["cups"],
    next: "pour",
  });
  expect(shown.hops[2]).toMatchObject({ status: "failed", error: { name: "StepFailed", cause: { name: "TypeError" } } });
});
