/** Runs the real binary in a folder of its own, for the tests of the commands. Needs `npm run build`, which `npm test` does first. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The command. Another build can be tried without touching the one that others use. */
export const main = process.env.ORCHWITS_MAIN ?? join(root, "dist/cli/main.js");

/** What a command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** When to clean up: after a test, or after all of a file with `afterAll`. */
type WhenOver = (cleanUp: () => void) => void;

/** A folder that holds some files and can import `orchwits`. It is removed when the test ends. */
export function makeFolder(files: Readonly<Record<string, string>> = {}, whenOver: WhenOver = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "orchwits cli ü-"));
  whenOver(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/orchwits"), "dir");
  symlinkSync(join(root, "node_modules/@types/node"), join(folder, "node_modules/@types/node"), "dir");
  for (const [name, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A copy of such a folder, for a test that changes what others begin with. */
export function copyFolder(original: string): string {
  const folder = makeFolder();
  for (const name of readdirSync(original)) {
    if (name !== "node_modules") cpSync(join(original, name), join(folder, name), { recursive: true });
  }
  return folder;
}

/** How to run it. */
export interface SpawnOptions {
  readonly stdin?: string;
  /** Options of Node itself. */
  readonly node?: readonly string[];
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** In a group of processes of its own, so that {@link pressCtrlC} reaches all of it. */
  readonly detached?: boolean;
  readonly whenOver?: WhenOver;
  /** What to do as soon as stderr has said something new, one after the other. */
  readonly reactions?: readonly { readonly after: string; readonly act: (child: ChildProcess) => void }[];
}

/** Runs `orchwits` with some words, never on a terminal. */
export function orchwits(
  folder: string,
  words: readonly string[],
  { stdin, node = [], environment = {}, detached = false, whenOver = onTestFinished, reactions = [] }: SpawnOptions = {},
): Promise<Outcome> {
  const { FORCE_COLOR, NO_COLOR, npm_config_user_agent, ...env } = process.env;
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [...node, main, ...words], { cwd: folder, env: { ...env, ...environment }, detached });
    whenOver(() => void child.kill("SIGKILL"));
    let stdout = "";
    let stderr = "";
    let seen = 0;
    const pending = [...reactions];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      // One piece of text may hold what several wait for.
      for (let [next] = pending; next; [next] = pending) {
        const at = stderr.indexOf(next.after, seen);
        if (at < 0) return;
        pending.shift();
        seen = at + next.after.length;
        next.act(child);
      }
    });
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout, stderr }));
    child.stdin.end(stdin ?? "");
  });
}

/** As a terminal does it: the signal goes to the command and to every process that it has started. */
export function pressCtrlC({ pid }: ChildProcess): void {
  if (pid === undefined) throw new Error("There is no process.");
  process.kill(-pid, "SIGINT");
}

/** The README's pipeline: it is sound. */
export const cafe = `import { Pipeline, step } from "orchwits";

export class Cafe extends Pipeline {
  @step()
  start({ choice }: { choice: "c" | "t" }) {
    return this.when(choice, { c: this.next("coffee", { beans: 12 }), t: this.next("tea") });
  }

  @step()
  tea() {
    return this.next("coffee", { beans: 5 }, { drop: "*" });
  }

  @step()
  coffee({ beans }: { beans: number }) {
    console.log(\`Put \${beans} beans into the machine\`);
    return this.next("drink", { milk: true });
  }

  @step()
  drink({ milk }: { milk: boolean }) {
    return this.done({ milk });
  }
}
`;

/** The README's pipeline after somebody took the beans away. */
export const brokenCafe = cafe.replace("{ beans: 5 }", "{}");
