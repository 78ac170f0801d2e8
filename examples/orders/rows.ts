/** Rows between steps: one JSON value a line, streamed, so that a file may be larger than memory. */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

/** A row and which of several files it belongs to. */
export interface Sorted<Name extends string> {
  readonly into: Name;
  readonly row: unknown;
}

/** Writes each row to the file that it belongs to, and counts the rows of each. The files are written anew. */
export async function sortInto<Name extends string>(
  files: Readonly<Record<Name, string>>,
  rows: AsyncIterable<Sorted<Name>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(files) as Name[];
  await Promise.all(names.map((name) => mkdir(dirname(files[name]), { recursive: true })));
  const streams = new Map(names.map((name) => [name, createWriteStream(files[name])]));
  // Listened to from the beginning: a stream that fails where nobody listens ends the process.
  const written = Promise.all([...streams.values()].map((stream) => finished(stream)));
  written.catch(() => {});
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  try {
    for await (const { into, row } of rows) {
      counts[into]++;
      const stream = streams.get(into);
      // What is written faster than the disk takes it would pile up in memory.
      if (stream?.write(`${JSON.stringify(row)}\n`) === false) await Promise.race([once(stream, "drain"), written]);
    }
  } finally {
    for (const stream of streams.values()) stream.end();
    await written;
  }
  return counts;
}

/** The rows of a file, in order. */
export async function* readRows<Row>(file: string): AsyncGenerator<Row> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    yield JSON.parse(line) as Row;
  }
}

/** The rows of all files of a folder, by file name. None where there is no such folder. */
export async function* readFolder<Row>(folder: string): AsyncGenerator<Row> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.sort()) yield* readRows<Row>(join(folder, name));
}

export async function writeText(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeText(file, `${JSON.stringify(value, null, 2)}\n`);
}

export async function readJson<Value>(file: string): Promise<Value> {
  return JSON.parse(await readFile(file, "utf8")) as Value;
}
