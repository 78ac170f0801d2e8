/** Whatever becomes of the process that runs the local Lambda, those of its functions don't outlive it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished, test } from "vitest";
import { until } from "./lambda.fixture.ts";

/** Runs the bootstrap below a process that we kill: it plays the local Lambda, and tells the pid of the function's process. */
const parent = `
  import { spawn } from "node:child_process";
  import { createServer } from "node:http";
  const server = createServer((request, response) => {
    if (process.env.IDLE || !request.url.endsWith("/next")) return;
    response.writeHead(200, { "lambda-runtime-aws-request-id": "1", "lambda-runtime-deadline-ms": "0" });
    response.end("{}");
  }).listen(0, "127.0.0.1", () => {
    const env = { AWS_LAMBDA_RUNTIME_API: "127.0.0.1:" + server.address().port, _HANDLER: "index.handler", LAMBDA_TASK_ROOT: process.env.FOLDER };
    spawn(process.execPath, [process.env.BOOTSTRAP], { env, stdio: ["ignore", "inherit", "inherit", "pipe"] });
  });`;

test.each(["while it waits", "while it runs"])("when the local Lambda is killed, a function's process ends %s", async (when) => {
  const folder = mkdtempSync(join(tmpdir(), "orchwits-orphans-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, "index.mjs"),
    `const idle = ${when === "while it waits"}; if (idle) console.log(process.pid);
     export const handler = async () => { console.log(process.pid); await new Promise((r) => setTimeout(r, 60_000)); };`,
  );
  const env = {
    FOLDER: folder,
    BOOTSTRAP: fileURLToPath(new URL("./bootstrap.mjs", import.meta.url)),
    ...(when === "while it waits" ? { IDLE: "1" } : {}),
  };
  const lambda = spawn(process.execPath, ["--input-type=module", "--eval", parent], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(lambda.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  process.kill(pid, 0);
  lambda.kill("SIGKILL");
  await until(() => !isAlive(pid));
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
