/** The compiler keeps its words to itself, also where it is interrupted in the middle of a request, as Ctrl-C in a terminal does it. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const program = `
  import { startCompiler } from ${JSON.stringify(new URL("./quiet-compiler.ts", import.meta.url).href)};
  const api = startCompiler({ fs: { fileExists: () => void process.kill(api.client.channel.child.pid, "SIGINT") } });
  try {
    for (;;) api.updateSnapshot({ openFiles: [${JSON.stringify(import.meta.filename)}] });
  } catch (error) {
    console.log(error.message);
  }
  process.exit();
`;

test.skipIf(process.platform === "win32")("it is interrupted without a word", () => {
  const words = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(stdout).toMatch(/broken pipe|child process|canceled/);
  expect(stderr).toBe("");
});
