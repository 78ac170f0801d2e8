/** A schedule's expression: as it was written, or a duration as a rate. */
import { parseDuration } from "../../model/duration.ts";

const minute = 60_000;
const units = [
  { name: "day", milliseconds: 1_440 * minute },
  { name: "hour", milliseconds: 60 * minute },
  { name: "minute", milliseconds: minute },
] as const;

/**
 * @throws {RangeError} for what is no duration, or no whole number of minutes: the finest that EventBridge Scheduler knows
 * @example rateOf("90m") // "rate(90 minutes)"
 */
export function rateOf(schedule: string): string {
  if (/^(rate|cron|at)\(.+\)$/.test(schedule)) return schedule;
  const milliseconds = parseDuration(schedule);
  const unit = units.find((one) => milliseconds % one.milliseconds === 0);
  if (milliseconds === 0 || !unit) {
    throw new RangeError(
      `A schedule can't be '${schedule}': EventBridge Scheduler counts whole minutes. Write "1m", "2h" or a cron expression.`,
    );
  }
  const count = milliseconds / unit.milliseconds;
  return `rate(${count} ${unit.name}${count === 1 ? "" : "s"})`;
}
