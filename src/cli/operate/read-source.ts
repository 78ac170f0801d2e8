/** Finds a recorded execution's pipeline again, and reads its graph. */
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { openAnalyzer, type Reading } from "../../analyzer/analyzer.ts";
import type { LocalHome } from "../../local/local-home.ts";
import type { Graph } from "../../model/graph.ts";
import type { Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";
import { projectFolder } from "./home.ts";

export interface Source {
  readonly target: Target & { readonly className: string };
  readonly reading: Reading;
  /** Absent where it can't be read. */
  readonly graph: Graph | undefined;
}

/** @throws {UsageError} when the file is gone */
export function readSource(home: LocalHome, source: string): Source {
  const hash = source.lastIndexOf("#");
  const file = resolve(projectFolder(home), source.slice(0, hash));
  const target = { file: relative(process.cwd(), file) || file, className: source.slice(hash + 1) };
  if (!existsSync(file)) {
    throw new UsageError(`The execution was started from '${target.file}', which is not there any more. Put it back where it was.`);
  }
  const analyzer = openAnalyzer({ cwd: process.cwd() });
  try {
    const reading = analyzer.read(target.file, target.className);
    return { target, reading, graph: reading.pipelines[0] };
  } finally {
    analyzer.close();
  }
}
