/** `npm run bench:cost`: what a million steps cost on AWS, from what our functions ask of it, counted, and AWS's prices. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cafe } from "../examples/cafe/pipeline.ts";
import { OrderIntake } from "../examples/orders/pipeline.ts";
import { TeaOrCoffee } from "../examples/tea-or-coffee/pipeline.ts";
import { Large, Medium, Small } from "./cost/pipelines.ts";
import { prices } from "./cost/prices.ts";
import { runStack, type Subject, type Usage } from "./cost/run-stack.ts";
import { printTable, root } from "./workbench.ts";

const executions = 5;
const million = 1_000_000;
/** As the template says, where nothing else is said. */
const [memoryGigabytes, logMonths, retentionMonths] = [0.5, 1, 3];
/** What nobody can measure here: how long an invocation with three small requests, one after the other, is billed for. */
const assumedMilliseconds = 30;

/** What Lambda itself writes about an invocation (developer guide, "Configuring JSON and plain text log formats"), at the level INFO. */
const platformLines = [
  '{"time":"2026-11-24T18:56:24.046Z","type":"platform.start","record":{"requestId":"79b4f56e-95b1-4643-9700-2807f4e68189","version":"$LATEST"}}',
  '{"time":"2026-11-24T18:56:24.146Z","type":"platform.report","record":{"requestId":"79b4f56e-95b1-4643-9700-2807f4e68189","metrics":' +
    '{"durationMs":29.345,"billedDurationMs":30,"memorySizeMB":512,"maxMemoryUsedMB":88},"status":"success"}}',
];
/** CloudWatch Logs counts 26 bytes for each event beside its text (API reference, `PutLogEvents`). */
const eventBytes = 26;

const folder = mkdtempSync(join(tmpdir(), "orchwits-cost-"));
const order = Object.fromEntries(
  Array.from({ length: 12 }, (_, line) => [`line ${line}`, "a dozen of the usual thing, to be delivered by noon, please".padEnd(60)]),
);
/** Another for each execution: what is equal is stored once. */
const text = (execution: number) => ({ text: `${execution} `.padEnd(2_000, "x") });
const synthetic = join(root, "bench/cost/pipelines.ts");
const data = (name: string) => join(root, "examples/orders/data", name);
const subjects: readonly (readonly [string, Subject])[] = [
  ["1 KB of state, each step sets little", { file: synthetic, pipeline: Small, input: () => ({ order }) }],
  ["each step sets 2 KB", { file: synthetic, pipeline: Medium, input: text }],
  ["each step reads and sets 100 KB", { file: synthetic, pipeline: Large, input: text }],
  ["examples/cafe", { file: join(root, "examples/cafe/pipeline.ts"), pipeline: Cafe, input: () => ({ choice: "t" }) }],
  [
    "examples/tea-or-coffee",
    { file: join(root, "examples/tea-or-coffee/pipeline.ts"), pipeline: TeaOrCoffee, input: () => ({ choice: "c" }) },
  ],
  [
    "examples/orders",
    {
      file: join(root, "examples/orders/pipeline.ts"),
      pipeline: OrderIntake,
      input: (execution) => ({ inbox: data("inbox"), reference: data("reference"), outbox: join(folder, `${execution}`) }),
    },
  ],
];

/** Dollars for a million steps, by what they are for. */
type Bill = Readonly<Record<"requests" | "journal" | "ends" | "delays" | "blobs" | "logs" | "kept" | "compute", number>>;

function priceOf({ steps, invocations, requests, puts, gets, blobBytes, delays, largestMessage, logBytes, logLines }: Usage): Bill {
  const each = (dollars: number) => (dollars / steps) * million;
  const units = (ofHop: boolean) =>
    requests
      .filter(({ sort }) => (sort !== "#") === ofHop)
      .reduce(
        (sum, { writes, indexWrites, reads }) => sum + (writes + indexWrites) * prices.write.dollars + reads * prices.read.dollars,
        0,
      );
  const logged = logBytes + logLines * eventBytes + invocations * platformLines.reduce((sum, line) => sum + line.length + eventBytes, 0);
  // Sent, received and deleted one by one, and passed on by the relay.
  const queued = delays * (2 * Math.ceil(largestMessage / 65_536) + 1) * prices.queue.dollars + delays * prices.lambdaRequest.dollars;
  return {
    requests: each(invocations * prices.lambdaRequest.dollars),
    journal: each(units(true)),
    ends: each(units(false)),
    delays: each(queued),
    blobs: each(puts * prices.put.dollars + gets * prices.get.dollars),
    logs: each((logged / 1e9) * (prices.logs.dollars + logMonths * prices.logsKept.dollars)),
    kept: each(
      ((keptBytes(requests) * (prices.table.dollars + prices.recovery.dollars) + blobBytes * prices.objects.dollars) / 1e9) *
        retentionMonths,
    ),
    compute: each(invocations * (assumedMilliseconds / 1_000) * memoryGigabytes * prices.lambdaArm.dollars),
  };
}

/** What the rows take in the end; DynamoDB adds 100 bytes for each (pricing page, "Data storage"), and the index has keys only. */
function keptBytes(requests: Usage["requests"]): number {
  const last = new Map<string, number>();
  let executions = 0;
  for (const { operation, sort, bytes } of requests) {
    if (operation === "PutItem") executions++;
    if (operation !== "GetItem") last.set(sort, bytes);
  }
  const indexed = 225;
  return [...last].reduce((sum, [sort, bytes]) => sum + bytes + 100 + (sort === "#" ? indexed : 0), 0) * executions;
}

const dollars = (amount: number) => (amount === 0 ? "" : amount.toFixed(2));
const sumOf = ({ compute: _, ...bill }: Bill) => Object.values(bill).reduce((sum, part) => sum + part, 0);

try {
  const all: (readonly [string, Usage, Bill])[] = [];
  const { log } = console;
  // The examples say things while they run.
  console.log = () => {};
  for (const [name, subject] of subjects) {
    const usage = await runStack(subject, executions);
    all.push([name, usage, priceOf(usage)]);
  }
  console.log = log;
  console.log(`What functions ask of AWS, per step (${executions} executions each):\n`);
  printTable(
    ["", "steps", "invocations", "writes", "hop row", "message", "PUT", "GET", "log lines", "log bytes"],
    all.map(([name, usage]) => {
      const hops = usage.requests.filter(({ sort, writes }) => sort !== "#" && writes > 0);
      const per = (count: number) => (count / usage.steps).toFixed(2);
      return [
        name,
        String(usage.steps / usage.executions),
        per(usage.invocations),
        per(hops.reduce((sum, { writes }) => sum + writes, 0)),
        `≤ ${Math.max(...hops.map(({ bytes }) => bytes))} B`,
        `≤ ${usage.largestMessage} B`,
        per(usage.puts),
        per(usage.gets),
        per(usage.logLines),
        Math.round(usage.logBytes / usage.steps).toString(),
      ];
    }),
  );
  const endUnits = (subject: number) => {
    const ends = all[subject + 1]?.[1].requests.filter(({ sort }) => sort === "#") ?? [];
    return ends.reduce((sum, { writes, indexWrites }) => sum + writes + indexWrites, 0) / executions;
  };
  console.log(
    `\nAn execution's own row takes ${endUnits(2)} write request units from its beginning to its end, index included; ${endUnits(-1)} with an input of 1.2 KB.`,
  );
  console.log("\nDollars for 1,000,000 steps:\n");
  printTable(
    ["", "requests", "hop rows", "own row", "delays", "blobs", "logs", "kept", "sum", `compute (${assumedMilliseconds} ms)`],
    all.map(([name, , bill]) => [
      name,
      ...[bill.requests, bill.journal, bill.ends, bill.delays, bill.blobs, bill.logs, bill.kept, sumOf(bill), bill.compute].map(dollars),
    ]),
  );
  const small = all[0]?.[2];
  if (small) compare(small, 10);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Beside others, for executions of so many small steps, without what they all pay: the compute of the steps. */
function compare(ours: Bill, steps: number): void {
  const runs = million / steps;
  const requests = million * prices.lambdaRequest.dollars;
  const expressSeconds = Math.ceil((steps * assumedMilliseconds) / 100) / 10;
  const rows: readonly (readonly [string, number])[] = [
    ["Orchwits, requests and hop rows only", ours.requests - runs * prices.lambdaRequest.dollars + ours.journal],
    ["Orchwits, all but logs", sumOf(ours) - ours.logs],
    ["Orchwits, all", sumOf(ours)],
    ["AWS durable functions", (million + runs) * prices.durableOperation.dollars + runs * prices.lambdaRequest.dollars],
    ["Step Functions Standard", million * prices.transition.dollars + requests],
    [
      "Step Functions Express",
      runs * (prices.expressRequest.dollars + expressSeconds * 0.0625 * prices.expressDuration.dollars) + requests,
    ],
  ];
  console.log(`\nDollars for 1,000,000 steps in executions of ${steps}, compute left out:\n`);
  printTable(
    ["", "dollars"],
    rows.map(([name, amount]) => [name, amount.toFixed(2)]),
  );
}
