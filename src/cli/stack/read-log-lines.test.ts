/** What is found of an execution among the logs of a stack's functions. */
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { ManualClock } from "../../local/manual-clock.ts";
import { startTestAws } from "../../local-aws/clients.fixture.ts";
import type { Deployed } from "./find-deployed.ts";
import { LogReader } from "./read-log-lines.ts";

async function open() {
  const clock = new ManualClock();
  const aws = await startTestAws({ clock });
  const groups = new Map(["start", "coffee", "orchwits-recovery"].map((name) => [`cafe-${name}`, `/aws/lambda/cafe-${name}`]));
  const deployed = { call: (_action: string, run: () => unknown) => run() } as unknown as Deployed;
  const logs = new CloudWatchLogsClient(aws.as());
  const reader = new LogReader({ deployed, logs, groups, execution: "order-1" });
  const write = (step: string, line: object | string) => {
    aws.logs.append(`/aws/lambda/cafe-${step}`, "one", typeof line === "string" ? line : JSON.stringify(line));
    clock.advance(1_000);
  };
  const ours = (requestId: string, message: string, execution = "order-1") => ({
    level: "info",
    message,
    pipeline: "Cafe",
    requestId,
    execution,
  });
  const printed = (requestId: string, message: unknown) => ({ timestamp: "t", level: "INFO", requestId, message });
  const said = async (since = 0) =>
    (await reader.read(since)).map(({ text, functionName }) => {
      const message = text.startsWith("{") ? (JSON.parse(text).message ?? JSON.parse(text).type) : text;
      return `${functionName.slice("cafe-".length)}: ${JSON.stringify(message)}`;
    });
  return { reader, write, ours, printed, said, clock };
}

test("what steps print is found by the invocation that it was printed in", async () => {
  const { write, ours, printed, said } = await open();
  write("start", printed("r0", "of another execution"));
  write("start", ours("r0", "moved", "order-12"));
  write("start", "START RequestId: r1 Version: $LATEST");
  write("start", printed("r1", { beans: 12 }));
  write("start", ours("r1", "moved to 'coffee'"));
  write("start", "REPORT RequestId: r1 Duration: 3 ms");
  write("coffee", printed("r2", "Put 12 beans"));
  write("coffee", "RequestId: r2 Error: Task timed out after 3.00 seconds");
  write("coffee", { type: "platform.report", record: { requestId: "r2", status: "success" } });
  write("coffee", { type: "platform.report", record: { requestId: "r2", status: "timeout" } });
  write("coffee", ours("r2", "done"));
  write("orchwits-recovery", ours("r3", "had begun already", "other"));
  write("orchwits-recovery", ours("r3", "failed"));
  expect(await said()).toEqual([
    'start: {"beans":12}',
    `start: "moved to 'coffee'"`,
    'coffee: "Put 12 beans"',
    'coffee: "RequestId: r2 Error: Task timed out after 3.00 seconds"',
    'coffee: "platform.report"',
    'coffee: "done"',
    'orchwits-recovery: "failed"',
  ]);
});

test("what comes later is found by itself, and what was there before it in the same invocation", async () => {
  const { write, ours, printed, said, clock } = await open();
  write("start", ours("r1", "moved to 'coffee'"));
  expect(await said()).toHaveLength(1);
  write("coffee", printed("r2", "grinding"));
  clock.advance(60_000);
  expect(await said(50_000)).toEqual([]);
  write("coffee", ours("r2", "done"));
  expect(await said(50_000)).toEqual(['coffee: "grinding"', 'coffee: "done"']);
  expect(await said(50_000)).toEqual([]);
});

test("what was printed by a function that died is found by what others say of its invocation", async () => {
  const { reader, write, ours, printed, said } = await open();
  write("coffee", printed("r2", "grinding"));
  expect(await said()).toEqual([]);
  reader.note("r2");
  expect(await said()).toEqual(['coffee: "grinding"']);
  write("start", printed("r1", "starting"));
  write("orchwits-recovery", { ...ours("r3", "failed"), invocation: "r1" });
  expect(await said()).toEqual(['start: "starting"', 'orchwits-recovery: "failed"']);
});

test("many invocations are found in several questions", async () => {
  const { write, ours, printed, said } = await open();
  for (let count = 0; count < 45; count++) {
    write("coffee", printed(`r${count}-`, count));
    write("coffee", ours(`r${count}-`, "moved"));
  }
  expect(await said()).toHaveLength(90);
});
