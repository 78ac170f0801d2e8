/** Runs `orchwits dev` as users run it, for its tests: the real binary, called through an unmodified client of the AWS SDK. */
import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { onTestFinished } from "vitest";
import { main } from "./command-line.fixture.ts";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };

/** Starts it on any port, with a folder of its own for what is temporary. */
export function startDev(folder: string, file = "pipeline.ts") {
  const { FORCE_COLOR, ...others } = process.env;
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "orchwits-temporary-")));
  // What Node has compiled would be kept there.
  const env = { ...others, TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: "1" };
  const child = spawn(process.execPath, [main, "dev", file, "--port", "0"], { cwd: folder, env, detached: true });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(temporary, { recursive: true, force: true });
  });
  const said = { stdout: "", stderr: "" };
  let wake = () => {};
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
      wake();
    });
  }
  const ended = new Promise<number | null>((done) => child.on("close", done));
  /** Resolves when something is said. */
  const changed = async () => {
    const gone = await Promise.race([ended.then(() => true), new Promise<false>((done) => (wake = () => done(false)))]);
    if (gone) throw new Error(`It ended without saying what was waited for:\n${said.stdout}\n${said.stderr}`);
  };
  const until = async (name: "stdout" | "stderr", text: string) => {
    while (!said[name].includes(text)) await changed();
  };
  return { child, said, ended, until, changed, temporary };
}

/** Starts it, and waits until it is up. */
export async function serveDev(folder: string, file?: string) {
  const { child, said, ended, until, changed, temporary } = startDev(folder, file);
  await until("stdout", "Ctrl-C ends it.");
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(said.stdout)?.[0] ?? "";
  const options = { endpoint, region: "us-east-1", credentials };
  const client = new LambdaClient(options);
  onTestFinished(() => client.destroy());
  const invoke = async (FunctionName: string, input: object) => {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) }));
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  return { child, said, ended, until, changed, temporary, invoke, options };
}
