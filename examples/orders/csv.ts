/** CSV as it comes from many systems: any of three delimiters, either line ending, a byte order mark or none, broken rows. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { stringify } from "csv-stringify";

/** A file that can't be read as CSV at all. The message says why, to be read after the file's name. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/** One row: its fields by column, or what is wrong with it. */
export interface CsvRow {
  /** The line on which the row begins, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly fault?: string;
}

/**
 * The rows of a CSV file, streamed. A row with too few or too many fields is handed out with its fault.
 *
 * @throws {UnreadableFile} when a column of `required` is missing, a quote isn't closed, or the text isn't UTF-8
 */
export async function* readCsv(file: string, required: readonly string[]): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: await detectDelimiter(file),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  // Whatever fails on the way reaches the loop below through the parser.
  pipeline(decode(file), parser).catch(() => {});
  let columns: string[] | undefined;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (columns) yield toRow(columns, record, line);
      else columns = checkHeader(record, required);
      line = info.lines + 1;
    }
  } catch (error) {
    throw explain(error);
  }
}

/** Writes rows as CSV, with the columns in the order of `columns`. */
export async function writeCsv(file: string, columns: readonly string[], rows: Iterable<object> | AsyncIterable<object>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await pipeline(rows, stringify({ header: true, columns: [...columns] }), createWriteStream(file));
}

function checkHeader(record: string[], required: readonly string[]): string[] {
  const columns = record.map((name) => name.toLowerCase().replaceAll(" ", "_"));
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0) throw new UnreadableFile(`lacks the column ${missing.map((name) => `'${name}'`).join(", ")}`);
  return columns;
}

function toRow(columns: readonly string[], record: readonly string[], line: number): CsvRow {
  const fields = Object.fromEntries(columns.map((name, position) => [name, record[position] ?? ""]));
  if (record.length === columns.length) return { line, fields };
  return { line, fields, fault: `has ${record.length} fields instead of ${columns.length}` };
}

/** The first line decides: it holds names only, so that a delimiter in it is one. */
async function detectDelimiter(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4_096), 0, 4_096, 0);
    const [header = ""] = buffer.toString("utf8", 0, bytesRead).split(/\r?\n/, 1);
    const count = (delimiter: string) => header.split(delimiter).length;
    return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
  } finally {
    await handle.close();
  }
}

async function* decode(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of createReadStream(file)) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

function explain(error: unknown): unknown {
  if (error instanceof CsvError) {
    return new UnreadableFile(error.code === "CSV_QUOTE_NOT_CLOSED" ? "has a quote that is not closed" : `is no CSV: ${error.message}`);
  }
  if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
    return new UnreadableFile("is not UTF-8");
  }
  return error;
}
