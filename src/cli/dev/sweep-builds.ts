/** Removes what was built for `orchwits dev` and is used no more: over a day of work, these are thousands of builds. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * @param folder holds a folder for each build, with a folder for each of its functions
 * @param used those of the functions that are to stay
 */
export function sweepBuilds(folder: string, used: ReadonlySet<string>): void {
  for (const build of readdirSync(folder, { withFileTypes: true })) {
    // Beside them is a link to the project's packages.
    if (!build.isDirectory()) continue;
    const parts = readdirSync(join(folder, build.name)).map((name) => join(folder, build.name, name));
    const gone = parts.filter((part) => !used.has(part));
    for (const part of gone.length === parts.length ? [join(folder, build.name)] : gone) remove(part);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Windows holds on to a folder in which a process ends just now. The next time, it goes.
  }
}
