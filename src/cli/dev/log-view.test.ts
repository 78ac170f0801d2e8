/** What `orchwits dev` makes of the lines that functions write. */
import { expect, test } from "vitest";
import { plain } from "../../diagnostics/paint.ts";
import { LogView } from "./log-view.ts";

const execution = "01a20eb8-87a0-7313-8267-ff5b9e558654";

function open(verbose = false) {
  const view = new LogView({
    paint: plain,
    prefix: "cafe-",
    stepWidth: 8,
    verbose,
    now: () => new Date(2026, 0, 2, 18, 2, 11),
  });
  const message = { execution, branch: "", hop: 2, step: "coffee", attempt: 1, state: {}, countedFrom: 0, graph: null };
  view.begin("r1", Buffer.from(JSON.stringify({ $orchwits: message })));
  const show = (text: string, more: object = {}) =>
    view.show({ service: "lambda", functionName: "cafe-coffee", requestId: "r1", own: true, message: text, ...more });
  return { view, show };
}

test("says of a plain line whose it is", () => {
  expect(open().show("Put 12 beans into the machine")).toBe("18:02:11 9e558654   2 coffee   Put 12 beans into the machine\n");
});

test("unfolds a line of JSON, without what its beginning says already", () => {
  const line = JSON.stringify({
    ...{ timestamp: "2026-01-02T18:02:11Z", level: "info", message: "moved to 'drink'", pipeline: "Cafe", stack: "cafe" },
    ...{
      execution,
      step: "coffee",
      hop: 2,
      attempt: 2,
      requestId: "r1",
      became: "moved",
      next: "drink",
      milliseconds: 9,
      stepMilliseconds: 3,
    },
    ...{ beans: 12, where: { machine: ["a", "b"] } },
  });
  expect(open().show(line)).toBe(
    `18:02:11 9e558654   2 coffee   (attempt 2) moved to 'drink' 3.0 ms beans=12 where={ machine: ["a", "b"] }\n`,
  );
});

test("shows JSON that is no log line, and what only looks like JSON, as it is", () => {
  for (const text of ['{"message":1}', "{ not json", "[1]"]) expect(open().show(text)).toBe(`18:02:11 9e558654   2 coffee   ${text}\n`);
});

test("shows what was given to console as it would be printed", () => {
  const show = (message: unknown, level = "INFO", more = {}) =>
    open().show(JSON.stringify({ timestamp: "2026-01-02T18:02:11.000Z", level, requestId: "r1", message, ...more }));
  const head = "18:02:11 9e558654   2 coffee   ";
  expect(show("Put 12 beans into the machine")).toBe(`${head}Put 12 beans into the machine\n`);
  expect(show({ beans: 12, kinds: ["a"] })).toBe(`${head}{ beans: 12, kinds: ["a"] }\n`);
  expect(show(12)).toBe(`${head}12\n`);
  expect(show(undefined)).toBe(`${head}undefined\n`);
  const stackTrace = ["RangeError: no", "    at G.coffee (/home/me/pipeline.ts:3:4)", "    at node:internal:1"];
  const error = { errorType: "RangeError", errorMessage: "no", stackTrace };
  expect(show(error, "ERROR")).toBe(`${head}RangeError: no\n${" ".repeat(31)}    at G.coffee (/home/me/pipeline.ts:3:4)\n`);
  expect(show("it failed: RangeError: no", "ERROR", error)).toBe(`${head}it failed: RangeError: no\n`);
});

test("shows an error once, with the frames that are the user's and its causes", () => {
  const { show } = open();
  const stack =
    "RangeError: no\n    at G.coffee (/home/me/pipeline.ts:3:4)\n    at run (/home/me/node_modules/orchwits/dist/engine/x.js:1:1)\n    at gt (file:///tmp/0/coffee/faults.mjs:1:6617)\n    at async node:internal:1";
  const error = {
    name: "RangeError",
    message: "no",
    stack,
    cause: { name: "Error", message: "deeper", stack: "Error: deeper\n    at f (/home/me/f.ts:1:1)" },
  };
  const indent = " ".repeat(31);
  expect(show(JSON.stringify({ level: "error", message: "the step failed: no", pipeline: "Cafe", error }))).toBe(
    `18:02:11 9e558654   2 coffee   the step failed: no\n${indent}    at Cafe.coffee (/home/me/pipeline.ts:3:4)\n${indent}caused by Error: deeper\n${indent}    at f (/home/me/f.ts:1:1)\n`,
  );
  const invoke = { errorType: "RangeError", errorMessage: "no", trace: stack.split("\n") };
  expect(show(`Invoke Error\t${JSON.stringify(invoke)}`)).toBe("");
  expect(show(`Invoke Error\t${JSON.stringify({ ...invoke, errorMessage: "other" })}`)).toContain("RangeError: other\n");
});

test("shows what keeps a function from starting like any error, and what only looks like one as it is", () => {
  const init = { errorType: "Runtime.UserCodeError", errorMessage: "no", trace: ["Error: no", "    at /home/me/pipeline.ts:1:7"] };
  expect(open().show(`Init Error\t${JSON.stringify(init)}`)).toContain("Runtime.UserCodeError: no\n");
  for (const rest of ["not json", "{ cut of", "{}", '{"errorMessage":1}', "null"]) {
    expect(open().show(`Invoke Error\t${rest}`)).toBe(`18:02:11 9e558654   2 coffee   Invoke Error\t${rest}\n`);
  }
});

test("leaves out what Lambda usually says, unless that is wanted, and never what it says of a failure", () => {
  const [usual, failure] = ["START RequestId: r1 Version: $LATEST", "RequestId: r1 Error: Task timed out after 3.00 seconds"];
  expect(open().show(usual, { own: false })).toBe("");
  expect(open(true).show(usual, { own: false })).toContain(usual);
  expect(open().show(failure, { own: false })).toContain(failure);
});

test("shows the relay as itself, although it speaks of a step", () => {
  const line = JSON.stringify({ level: "info", message: "passed on to 'drink'", execution, step: "drink", hop: 3, attempt: 1 });
  expect(open().show(line, { functionName: "cafe-orchwits-relay", requestId: "r2" })).toBe(
    "18:02:11 9e558654   3 relay    passed on to 'drink'\n",
  );
});

test("shows what services say", () => {
  const { view } = open();
  expect(view.show({ service: "s3", message: "AccessDenied: no" })).toBe("18:02:11              s3       AccessDenied: no\n");
});
