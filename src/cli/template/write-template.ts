/** Makes the template of a pipeline and writes it, unless something is wrong: then it says what. */
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { openAnalyzer } from "../../analyzer/analyzer.ts";
import { makeTemplate } from "../../deploy/template/make-template.ts";
import { toYaml } from "../../deploy/template/to-yaml.ts";
import { type CheckedSource, readCheckedSource, refuse } from "../checked-source.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Target } from "../target.ts";
import { tellRemarks } from "../tell-remarks.ts";
import { writeWhole } from "../write-file.ts";

export interface TemplateCommandOptions {
  readonly output?: string;
  readonly stack?: string;
  /** The folder with a folder for each function. */
  readonly code: string;
  readonly json?: true;
}

/** Writes the template and returns the exit code. */
export async function writeTemplate(target: Target, { output, stack, code, json }: TemplateCommandOptions): Promise<number> {
  const source = await readSource(target);
  if (!source) return exitCodes.findings;
  const { graph } = source;
  const folder = locate(code, output === undefined ? process.cwd() : dirname(resolve(output)));
  const { template, comments, diagnostics } = makeTemplate(graph, { code: (name) => `${folder}/${name}`, stackName: stack });
  if (await refuse(diagnostics, source)) return exitCodes.findings;
  await tellRemarks([...source.diagnostics, ...diagnostics], source, target);
  const text = json || output?.toLowerCase().endsWith(".json") ? `${JSON.stringify(template, null, 2)}\n` : toYaml(template, comments);
  if (output === undefined) process.stdout.write(text);
  else writeWhole(output, text);
  return exitCodes.clean;
}

async function readSource(target: Target): Promise<CheckedSource | undefined> {
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    return await readCheckedSource({ analyzer, target, command: "template" });
  } finally {
    analyzer.close();
  }
}

/** A folder as the template names it: relative to where that stands, with forward slashes. */
function locate(folder: string, from: string): string {
  const path = relative(from, resolve(folder)).replaceAll("\\", "/");
  return isAbsolute(path) || path === "" ? join(path || ".") : path;
}
