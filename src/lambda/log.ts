/** The function's log: one line of JSON for each thing that happened, with where it happened, and never with state or input. */
import type { LogLevel } from "../engine/make-context.ts";
import { toPlainFields } from "../engine/plain-text.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Takes a line, without its end. */
export type WriteLine = (line: string) => void;

export class Log {
  readonly #writeLine: WriteLine;
  readonly #now: () => number;
  /** What every line says. */
  readonly fields: Fields;

  constructor(writeLine: WriteLine, now: () => number, fields: Fields) {
    this.#writeLine = writeLine;
    this.#now = now;
    this.fields = fields;
  }

  /** A log whose lines say more. */
  with(fields: Fields): Log {
    return new Log(this.#writeLine, this.#now, { ...this.fields, ...fields });
  }

  /** Writes a line. Fields that would hide what every line says are put together under `fields`. */
  write(level: LogLevel, message: string, fields: Fields = {}): void {
    // `timestamp` and `level` are what Lambda itself looks for (Lambda developer guide, "Log level filtering").
    const own = { timestamp: new Date(this.#now()).toISOString(), level, message, ...this.fields };
    const clash = Object.keys(fields).some((key) => Object.hasOwn(own, key));
    this.#writeLine(JSON.stringify({ ...own, ...(clash ? { fields } : fields) }));
  }

  /** Writes a line of a step's, whose fields can be anything. */
  writePlain(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    this.write(level, message, toPlainFields(fields));
  }
}
