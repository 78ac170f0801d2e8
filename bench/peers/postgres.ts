/** A PostgreSQL server of our own in a temporary folder, listening to this machine only, that leaves nothing behind. */
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * Starts a server that ends with this process.
 *
 * @returns the address of a database in it, which is not there yet.
 * @throws {Error} saying what is missing where there is no PostgreSQL that can be started.
 */
export async function startPostgres(settings: readonly string[]): Promise<string> {
  const programs = findPrograms();
  const user = findUser();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "orchwits-postgres-"));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const call = (program: string, words: readonly string[]) => {
    const { status, stderr, error } = spawnSync(join(programs, program), words, {
      ...user,
      cwd: folder,
      encoding: "utf8",
      // pg_ctl's server inherits what it is given, and would keep a pipe open for as long as it lives.
      stdio: ["ignore", "ignore", program === "pg_ctl" ? "ignore" : "pipe"],
    });
    if (status !== 0) throw new Error(`PostgreSQL's ${program} failed: ${error?.message ?? stderr ?? `exit code ${status}`}`);
  };
  try {
    call("initdb", ["--pgdata", data, "--username", "bench", "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]);
    const options = [`-p ${port}`, "-h 127.0.0.1", `-k ${folder}`, ...settings.map((setting) => `-c ${setting}`)].join(" ");
    call("pg_ctl", ["start", "--pgdata", data, "--wait", "--log", join(folder, "log"), "--options", options]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  // However this process ends, the server ends with it.
  process.once("exit", () => {
    call("pg_ctl", ["stop", "--pgdata", data, "--mode", "immediate", "--wait"]);
    rmSync(folder, { recursive: true, force: true });
  });
  return `postgresql://bench@127.0.0.1:${port}/chain`;
}

/** Debian keeps the server's programs off the path, in a folder for each version. */
function findPrograms(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...versions.map((version) => join(debian, version, "bin"))];
  const found = folders.find((folder) => folder !== "" && existsSync(join(folder, "initdb")) && existsSync(join(folder, "pg_ctl")));
  if (found === undefined) throw new Error("PostgreSQL is not there: install it (Debian: apt-get install postgresql)");
  return found;
}

/** The server refuses to run as root. Debian's package makes a user for it. */
function findUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout?.trim() || Number.NaN);
  const user = { uid: idOf("-u"), gid: idOf("-g") };
  if (Number.isNaN(user.uid + user.gid)) throw new Error("PostgreSQL refuses to run as root, and there is no user 'postgres' to run it as");
  return user;
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("No port is free"))));
  });
  return promise;
}
