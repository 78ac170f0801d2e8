/** The report that people read: what came in, what it is worth, and what needs a look. */
import type { Fault } from "./quality.ts";
import type { Sum, Totals } from "./totals.ts";

/** A file that was left out as a whole. */
export interface FileAside {
  readonly file: string;
  readonly reason: string;
}

export interface Intake {
  readonly files: number;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly aside: readonly FileAside[];
  readonly faults: readonly Fault[];
  readonly totals: Totals;
}

export function renderReport(intake: Intake): string {
  const { files, rows, accepted, rejected, duplicates, aside, faults, totals } = intake;
  const { all } = totals;
  const sections = [
    "# Order intake",
    `${count(totals.orders, "order")} worth **${euros(all.paid)}**, ${discount(all)} below list price.`,
    table(
      ["files", "set aside", "rows", "accepted", "rejected", "duplicates"],
      [[files, aside.length, rows, accepted, rejected, duplicates].map(String)],
    ),
    "## By day",
    sums("day", totals.byDay),
    "## By country",
    sums("country", totals.byCountry),
    "## By category",
    sums("category", totals.byCategory),
    "## Best products",
    sums("product", totals.byProduct.slice(0, 5)),
  ];
  if (aside.length > 0) {
    sections.push(
      "## Files set aside",
      table(
        ["file", "reason"],
        aside.map(({ file, reason }) => [file, reason]),
      ),
    );
  }
  if (faults.length > 0) {
    const lines = faults.map(({ reason, rows, example }) => [String(rows), reason, `${example.file}:${example.line}`]);
    sections.push("## Rejected rows", table(["rows", "reason", "first seen"], lines));
  }
  return `${sections.join("\n\n")}\n`;
}

function sums(heading: string, rows: readonly Sum[]): string {
  return table(
    [heading, "lines", "units", "paid", "below list"],
    rows.map((sum) => [sum.name, String(sum.lines), String(sum.units), euros(sum.paid), discount(sum)]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function euros(cents: number): string {
  const whole = String(Math.trunc(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `€${whole}.${String(cents % 100).padStart(2, "0")}`;
}

function discount({ paid, list }: Sum): string {
  return list === 0 ? "0.0 %" : `${(100 * (1 - paid / list)).toFixed(1)} %`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
