/**
 * `npm run bench:check`: how long `orchwits check` takes as a process, and its dataflow alone, beside the figures of the seed.
 *
 * The seed is OrchWiPy, the library that Orchwits grew out of. It follows every path: 14,400 ms for 20 diamonds, twice as much for each
 * more, and a recursion error on a chain of 1,000. Its other diamonds are computed from that, and marked with ≈.
 */
import { join } from "node:path";
import { openAnalyzer } from "../dist/analyzer/analyzer.js";
import { check } from "../dist/analyzer/check.js";
import { chain, diamonds } from "./generate.ts";
import { format, inProject, measure, printTable, root, runScript } from "./workbench.ts";

const seedOf20Diamonds = 14_400;
const command = join(root, "dist/cli/main.js");

const cases = [
  ...[2, 4, 8, 12, 16, 20, 200].map((count) => ({ name: `${count} diamonds`, source: diamonds(count), seed: seedDiamonds(count) })),
  ...[10, 100, 1_000, 2_000].map((count) => ({
    name: `chain of ${count}`,
    source: chain(count),
    seed: count < 1_000 ? undefined : "fails",
  })),
];

await inProject((write) => {
  const rows = cases.map(({ name, source, seed }) => {
    const file = write("pipeline.ts", source);
    const process = measure(5, () => {
      const { status, stdout, milliseconds } = runScript(command, ["check", file]);
      if (status !== 0) throw new Error(`The check of ${name} exited with ${status}:\n${stdout.slice(0, 2_000)}`);
      return milliseconds;
    });
    const analyzer = openAnalyzer();
    const began = performance.now();
    const [graph] = analyzer.read(file).pipelines;
    const read = performance.now() - began;
    analyzer.close();
    if (!graph) throw new Error(`${name} could not be read.`);
    const dataflow = measure(7, () => {
      const start = performance.now();
      check(graph);
      return performance.now() - start;
    });
    const edges = graph.steps.reduce((sum, step) => sum + step.edges.length, 0);
    return [
      name,
      String(graph.steps.length),
      String(edges),
      format(process.median),
      format(process.least),
      format(read),
      format(dataflow.median),
      ...beside(seed, process.median),
    ];
  });
  printTable(["", "steps", "edges", "process", "least", "read", "dataflow", "seed", "seed ÷ process"], rows);
});
console.log(
  "\nprocess: median of 5 runs of the whole command, and the least, for other work on the machine only adds; read: source to graph, once; dataflow: all rules over the graph, median of 7",
);

function seedDiamonds(count: number): { milliseconds: number; computed: boolean } {
  return { milliseconds: seedOf20Diamonds * 2 ** (count - 20), computed: count !== 20 };
}

function beside(seed: { milliseconds: number; computed: boolean } | string | undefined, ours: number): [string, string] {
  if (seed === undefined || typeof seed === "string") return [seed ?? "", ""];
  const { milliseconds, computed } = seed;
  const ratio = milliseconds / ours;
  return [
    `${computed ? "≈ " : ""}${years(milliseconds) ?? format(milliseconds)}`,
    ratio >= 1e6 ? ratio.toExponential(0) : ratio.toPrecision(2),
  ];
}

function years(milliseconds: number): string | undefined {
  const count = milliseconds / 31_557_600_000;
  return count < 1 ? undefined : `${count.toExponential(0)} years`;
}
