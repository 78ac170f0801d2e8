/** When a schedule is due: `at(…)`, `rate(…)` and `cron(…)`, in a time zone. */
import { ServiceError } from "../service-error.ts";

/**
 * The first time after `after`, in milliseconds since 1970; undefined where there is none any more. The time of an `at` is given whatever
 * `after` is.
 *
 * @param start when a `rate` begins to count
 */
export function nextTime(expression: string, timezone: string, after: number, start: number): number | undefined {
  const [, kind, inner = ""] = expression.match(/^(at|rate|cron)\((.+)\)$/) ?? [];
  if (kind === "at") return atTime(inner, timezone);
  if (kind === "rate") return rateTime(inner, after, start);
  if (kind === "cron") return cronTime(inner, timezone, after);
  throw invalid(expression, "it is at(yyyy-mm-ddThh:mm:ss), rate(value unit) or cron(fields)");
}

function invalid(expression: string, reason: string): ServiceError {
  return new ServiceError("ValidationException", `Invalid Schedule Expression ${expression}: ${reason}.`);
}

function atTime(text: string, timezone: string): number {
  const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  if (Number.isNaN(utc)) throw invalid(`at(${text})`, "a time is yyyy-mm-ddThh:mm:ss, without a time zone");
  return fromLocal(utc, timezone);
}

const unitMilliseconds: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function rateTime(text: string, after: number, start: number): number {
  const [, value, unit = ""] = text.match(/^(\d+) (minute|hour|day)s?$/) ?? [];
  const every = Number(value) * (unitMilliseconds[unit] ?? 0);
  if (!(every > 0)) throw invalid(`rate(${text})`, "a rate is a positive number of minutes, hours or days");
  return start + Math.max(1, Math.floor((after - start) / every) + 1) * every;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/** Long enough for any 29th of February. */
const horizonDays = 366 * 9;

/** Minutes, hours, day of month, month, day of week, year; `L`, `W` and `#` are not known here. */
function cronTime(text: string, timezone: string, after: number): number | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw invalid(`cron(${text})`, "it has six fields: minutes hours day-of-month month day-of-week year");
  const field = (index: number, low: number, high: number, names?: readonly string[]) =>
    cronField(fields[index] ?? "", low, high, names, text);
  const minutes = field(0, 0, 59);
  const hours = field(1, 0, 23);
  const days = field(2, 1, 31);
  const monthsOfYear = field(3, 1, 12, months);
  const daysOfWeek = field(4, 1, 7, weekdays);
  const years = field(5, 1970, 2199);
  const first = new Date(toLocal(after, timezone));
  for (let offset = 0; offset <= horizonDays; offset++) {
    const day = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + offset));
    if (!years.has(day.getUTCFullYear()) || !monthsOfYear.has(day.getUTCMonth() + 1)) continue;
    if (!days.has(day.getUTCDate()) || !daysOfWeek.has(day.getUTCDay() + 1)) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const time = fromLocal(day.getTime() + hour * 3_600_000 + minute * 60_000, timezone);
        if (time > after) return time;
      }
    }
  }
  return undefined;
}

/** The values of a field, in order. */
function cronField(field: string, low: number, high: number, names: readonly string[] = [], whole = ""): ReadonlySet<number> {
  const numberOf = (text: string) => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + low : Number(text);
    if (!Number.isInteger(value) || value < low || value > high) throw invalid(`cron(${whole})`, `'${text}' is not from ${low} to ${high}`);
    return value;
  };
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [from = "", to] = range.split("-");
    const any = from === "*" || from === "?";
    const begin = any ? low : numberOf(from);
    const end = any || (to === undefined && part.includes("/")) ? high : to === undefined ? begin : numberOf(to);
    for (let value = begin; value <= end; value += Math.max(1, Number(step) || 1)) values.add(value);
  }
  return new Set([...values].sort((a, b) => a - b));
}

/** The time that clocks in a zone show, as if they showed UTC. */
function toLocal(time: number, timezone: string): number {
  if (timezone === "UTC") return time;
  let parts: Intl.DateTimeFormatPart[];
  try {
    const numbers = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
    parts = new Intl.DateTimeFormat("en-US", { timeZone: timezone, hourCycle: "h23", ...numbers }).formatToParts(time);
  } catch {
    throw new ServiceError("ValidationException", `Invalid ScheduleExpressionTimezone: ${timezone}.`);
  }
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(value("year"), value("month") - 1, value("day"), value("hour"), value("minute"), value("second"));
}

/** The time at which clocks in a zone show a time. The second guess is right where the first fell across a change of the clocks. */
function fromLocal(local: number, timezone: string): number {
  const guess = local - (toLocal(local, timezone) - local);
  return local - (toLocal(guess, timezone) - guess);
}
