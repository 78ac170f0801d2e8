/** Writes the files of a new project: all of them, or none. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "./make-folder.ts";
import { readManifest } from "./manifest.ts";
import { UsageError } from "./usage-error.ts";

const template = new URL("../../templates/project/", import.meta.url);
/** npm leaves a file with the real name out of packages. */
const gitignore = "gitignore";
/** What may be there already: the traces of version control and editors. */
const harmless = new Set([".git", ".gitattributes", ".gitkeep", ".DS_Store", ".idea", ".vscode"]);
const mostListed = 8;

/**
 * Creates the project and says what it wrote.
 *
 * @throws {UsageError} when the folder holds something, or can't be written
 */
export function createProject(folder: string): { folder: string; files: readonly string[] } {
  const target = resolve(folder);
  refuseWhatIsThere(target, folder);
  const values = placeholders(target);
  const files = readdirSync(template).sort();
  const written = files.map((name) => (name === gitignore ? ".gitignore" : name));
  const created = existsSync(target) ? undefined : target;
  let partial: string | undefined;
  const moved: string[] = [];
  try {
    makeFolder(target);
    partial = mkdtempSync(join(target, ".orchwits-init-"));
    for (const [index, name] of files.entries()) {
      const text = readFileSync(new URL(name, template), "utf8").replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? key);
      writeFileSync(join(partial, written[index] ?? name), text);
    }
    for (const name of written) {
      renameSync(join(partial, name), join(target, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) rmSync(join(target, name), { force: true });
    if (created !== undefined) rmSync(created, { recursive: true, force: true });
    throw new UsageError(`The project can't be created in '${folder}': ${(error as Error).message}`);
  } finally {
    if (partial !== undefined) rmSync(partial, { recursive: true, force: true });
  }
  return { folder: target, files: written };
}

function refuseWhatIsThere(target: string, folder: string): void {
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) throw new UsageError(`'${folder}' is a file. Name a folder that does not exist yet or is empty.`);
  const inTheWay = readdirSync(target).filter((name) => !harmless.has(name));
  if (inTheWay.length === 0) return;
  const more = inTheWay.length > mostListed ? ` and ${inTheWay.length - mostListed} more` : "";
  throw new UsageError(
    `'${folder}' is not empty: it holds ${inTheWay.slice(0, mostListed).join(", ")}${more}.\n` +
      "Nothing was written. Name a folder that does not exist yet or is empty, such as: orchwits init my-project",
  );
}

function placeholders(target: string): Readonly<Record<string, string>> {
  const { version, dependencies, devDependencies } = readManifest();
  return {
    name: packageName(basename(target) || basename(dirname(target))),
    orchwits: version,
    tsx: dependencies.tsx ?? "latest",
    typescript: dependencies.typescript ?? "latest",
    typesNode: devDependencies["@types/node"] ?? "latest",
  };
}

/** npm takes lower-case names of letters, digits, dots, dashes and underscores. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[._-]+|[._-]+$/g, "");
  return name === "" ? "pipeline" : name;
}
