/** A report with something of everything, for the tests of the reporters. */
import { diagnose } from "../diagnostic.ts";
import type { Finding, Report } from "../report.ts";

const source = `export class Cafe extends Pipeline {
  @step()
  tea() {
    return this.next("coffee", {}, { drop: "*" });
  }

  @step()
  coffee({ beans }: { beans: number }) {
    return this.done();
  }
}
`;

const at = (line: number, column: number, endColumn: number, file = "src/my cafe.ts") => ({ file, line, column, endLine: line, endColumn });

const findings: Finding[] = [
  diagnose("OW107", "Step 'coffee' takes 'sugar', which no path provides.", { at: at(8, 3, 9), step: "coffee", key: "sugar" }),
  diagnose("OW202", "Step 'tea' sets 'cups', but no step reads it: 100%,\nnever.", { at: at(4, 12, 50), step: "tea", key: "cups" }),
  {
    ...diagnose("OW101", "Step 'coffee' needs 'beans', which is missing.", {
      at: at(8, 12, 17),
      step: "coffee",
      key: "beans",
      path: ["start", "tea", "coffee"],
      related: [{ message: "this move drops the state", at: at(4, 12, 50) }],
      fix: "Set it in the move from 'tea'.",
    }),
    pipeline: "Cafe",
  },
  diagnose("OW104", "'x.ts' has no pipeline."),
  diagnose("OW303", "This can't be read.", { at: at(900, 1, 2, "/elsewhere/gone.ts") }),
];

/** Three errors, a warning and a hint, one without a place and one whose source is not known. */
export const sampleReport: Report = {
  findings,
  pipelines: [{ name: "Cafe", file: "src/my cafe.ts", steps: 3, moves: 3 }],
  sources: new Map([["src/my cafe.ts", source]]),
};
