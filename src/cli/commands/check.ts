/** `orchwits check`: reads pipelines and says what would go wrong. */
import { Command } from "commander";
import { countFindings, type Report } from "../../diagnostics/report.ts";
import { choice, wholeNumber } from "../choice.ts";
import { exitCodes } from "../exit-codes.ts";
import { printReport, type ReportFormat, reportFormats } from "../print-report.ts";
import { parseTarget, type Target } from "../target.ts";

interface CheckOptions {
  readonly format: ReportFormat;
  readonly maxWarnings?: number;
  readonly watch?: true;
}

export function checkCommand(): Command {
  return new Command("check")
    .description("Find what would go wrong: data that a step would miss, moves to nowhere, loops without end.")
    .argument("<file[#Class]...>", "sources to check; all pipelines of a file, unless one is named", collectTargets)
    .addOption(choice("--format <format>", "how findings are written", reportFormats).default("pretty"))
    .option("--max-warnings <n>", "fail when there are more warnings than this", wholeNumber(0))
    .option("--watch", "check again whenever a source changes")
    .addHelpText(
      "after",
      `
Examples:
  $ orchwits check pipeline.ts
  $ orchwits check 'pipelines.ts#Cafe' other.ts
  $ orchwits check pipelines/*.ts --max-warnings 0 --format github
  $ orchwits check pipeline.ts --watch

Exits with 1 when there is an error, or more warnings than --max-warnings. Hints never fail the check.`,
    )
    .action(async (targets: readonly Target[], options: CheckOptions) => {
      process.exitCode = options.watch ? await watch(targets, options) : await checkOnce(targets, options);
    });
}

function collectTargets(text: string, targets: readonly Target[] = []): readonly Target[] {
  return [...targets, parseTarget(text)];
}

async function checkOnce(targets: readonly Target[], options: CheckOptions): Promise<number> {
  const [{ openAnalyzer }, { checkTargets }] = await Promise.all([import("../../analyzer/analyzer.ts"), import("../report-of.ts")]);
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    const { report } = checkTargets(analyzer, targets, process.cwd());
    await printReport(report, options.format, process.stdout);
    return exitCodeOf(report, options);
  } finally {
    analyzer.close();
  }
}

function exitCodeOf({ findings }: Report, { maxWarnings, format }: CheckOptions): number {
  const { error, warning } = countFindings(findings);
  const tooMany = maxWarnings !== undefined && warning > maxWarnings;
  if (tooMany && error === 0 && format === "pretty") process.stderr.write(`More warnings than --max-warnings ${maxWarnings} allows.\n`);
  return error > 0 || tooMany ? exitCodes.findings : exitCodes.clean;
}

async function watch(targets: readonly Target[], options: CheckOptions): Promise<number> {
  const { watchTargets } = await import("../watch-targets.ts");
  await watchTargets(targets, (report) => printReport(report, options.format, process.stdout));
  return exitCodes.interrupted;
}
