/** Rows at the limits of what the engine sends: DynamoDB stores at most 400 KB in one. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { HopRow } from "../engine/journal.ts";
import { claiming, exampleRow } from "../engine/port-contracts/journal-examples.fixture.ts";
import { recordError } from "../engine/record-error.ts";
import { makeClient, startDynamoDb, type TestDynamoDb } from "./dynamodb.fixture.ts";
import { DynamoDbJournal } from "./dynamodb-journal.ts";
import { cutError } from "./dynamodb-journal-errors.ts";

let dynamoDb: TestDynamoDb;
let journal: DynamoDbJournal;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
beforeEach(async () => {
  journal = new DynamoDbJournal(makeClient(dynamoDb.endpoint), { table: await dynamoDb.makeTable(), retentionDays: 30 });
});
afterAll(() => dynamoDb.close());

const key = { execution: "e1", branch: "", hop: 0 };
const envelope = "x".repeat(239_900);

/** As large as the engine lets an error be, in letters that take most bytes. */
function largestError(letter: string) {
  let error: Error | undefined;
  for (let depth = 0; depth < 6; depth++) {
    error = new Error(letter.repeat(5_000), error && { cause: error });
    error.stack = letter.repeat(9_000);
    error.name = letter.repeat(500);
  }
  return recordError(error);
}

describe.each([
  ["ASCII", "a"],
  ["three bytes a letter", "永"],
  ["six bytes as JSON", "\u0001"],
])("errors in %s", (_, letter) => {
  const error = largestError(letter);

  test("ten failures and the largest outcome are one row", async () => {
    for (let attempt = 1; attempt <= 12; attempt++) {
      await journal.claim(claiming({ attempt, token: "t" }));
      await journal.postpone(key, "t", { attempt, at: 1, error }, 7_000);
    }
    await journal.claim(claiming({ attempt: 13, token: "t", owner: "o".repeat(1_000) }));
    const completion = { kind: "next", to: "tea", set: { envelope }, dropped: [], afterMilliseconds: 0 } as const;
    expect(await journal.complete(key, "t", completion, 3_000)).toBe(true);
    const row = (await journal.readHop(key)) as HopRow;
    expect(row.completion).toEqual(completion);
    expect(row.failures).toHaveLength(10);
    expect(row.failures[9]?.error.message.slice(0, 500)).toBe(letter.repeat(500));
    expect(row.failures[9]?.error.origin).toBe("pipeline");
  });

  test("the largest input and the largest error are one row", async () => {
    await journal.begin({ ...exampleRow, input: { envelope } });
    expect(await journal.setStatus("e1", ["running"], "failed", { now: 3_000, hop: 1, error })).toBe(true);
    expect((await journal.readExecution("e1"))?.error?.message.slice(0, 1_500)).toBe(letter.repeat(1_500));
    await journal.claim(claiming());
    expect(await journal.complete(key, "t1", { kind: "failed", error }, 3_000)).toBe(true);
  });
});

test("a resumption with the largest state and change is one row", async () => {
  const ended = { ...key, step: "$resume", attempt: 1, status: "ended", startedAt: 1, endedAt: 1, failures: [] } as const;
  const completion = { kind: "next", to: "tea", set: { x: "y".repeat(119_900) }, dropped: ["envelope"], afterMilliseconds: 0 } as const;
  expect(await journal.append({ ...ended, completion, state: { envelope } })).toBe(true);
});

test("what can't be one row is refused, and why", async () => {
  await journal.claim(claiming());
  const completion = { kind: "next", to: "tea", set: { envelope }, dropped: [envelope], afterMilliseconds: 0 } as const;
  const complete = journal.complete(key, "t1", completion, 3_000);
  await expect(complete).rejects.toThrow("A row of execution 'e1' would take more than the 400 KB that DynamoDB stores in one.");
  await expect(complete).rejects.toMatchObject({ name: "StateTooLarge", origin: "pipeline" });
  const state = { a: envelope, b: envelope };
  const row = { ...key, hop: 1, step: "$resume", attempt: 1, status: "ended", startedAt: 1, endedAt: 1, failures: [], state } as const;
  await expect(journal.append(row)).rejects.toMatchObject({ name: "StateTooLarge" });
});

test("an error is cut from the least telling end", () => {
  const cause = { name: "C", message: "c", stack: "s".repeat(3_000) };
  const error = { name: "E", message: "m".repeat(1_000), stack: "s".repeat(3_000), cause, origin: "pipeline" as const };
  expect(cutError(error)).toBe(error);
  const plain = { name: "E", message: error.message, cause: { name: "C", message: "c" }, origin: "pipeline" };
  expect(cutError(error, 5_000)).toEqual(plain);
  expect(cutError({ ...error, cause: { ...cause, message: "c".repeat(5_000) } }, 5_000)).toEqual({ ...plain, cause: undefined });
});

test("numbers keep their fractions, times too", async () => {
  const startedAt = 1_764_000_000_123.25;
  await journal.begin({ ...exampleRow, execution: "e2", startedAt, input: { pi: Math.PI, tiny: 5e-324, huge: 1.797e308, minus: -0.1 } });
  expect(await journal.readExecution("e2")).toMatchObject({
    startedAt,
    input: { pi: Math.PI, tiny: 5e-324, huge: 1.797e308, minus: -0.1 },
  });
  await journal.claim(claiming({ execution: "e2", now: 0.1, leaseUntil: 0.3 }));
  expect((await journal.claim(claiming({ execution: "e2", token: "t2", now: 0.1 + 0.2 - 0.000_001 }))).granted).toBe(false);
  expect((await journal.claim(claiming({ execution: "e2", token: "t2", now: 0.1 + 0.2 }))).granted).toBe(true);
});
