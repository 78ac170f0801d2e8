/** Where files are: the inbox that branches upload to, the work folder of one intake, and the published folder. */
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** The names of the CSV files in a folder, sorted, so that two intakes of one folder agree on which row came first. */
export async function listOrderFiles(inbox: string): Promise<string[]> {
  const names = await readdir(inbox);
  return names.filter((name) => name.toLowerCase().endsWith(".csv")).sort();
}

/** Whether a branch is still uploading a file: until it is done, `<file>.lock` stands beside it. */
export async function isLocked(inbox: string, file: string): Promise<boolean> {
  return exists(join(inbox, `${file}.lock`));
}

/** An empty work folder. What an earlier intake left there is removed, so that a step may run twice. */
export async function openWorkspace(outbox: string): Promise<string> {
  const work = join(outbox, "work");
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  return work;
}

/** The path of a file of the work folder: `workFile(work, "valid", "berlin.csv.jsonl")`. */
export function workFile(work: string, ...parts: string[]): string {
  return join(work, ...parts);
}

/** Puts the draft in the place of an earlier folder of that name, and removes the work folder. May run twice. */
export async function publishDraft(work: string, outbox: string, name: "published" | "quarantine"): Promise<string> {
  const folder = join(outbox, name);
  const draft = workFile(work, "draft");
  if (await exists(draft)) {
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  }
  await rm(work, { recursive: true, force: true });
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
