/** `npm run bench:cold`: what a function brings along: bytes, import, first hop, memory, ours beside the same step by other means. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Candidate, makeCandidates } from "./cold/candidates.ts";
import { type ColdStart, startCold } from "./cold/cold-start.ts";
import { startAnsweringServer } from "./cold/server.ts";
import { printTable } from "./workbench.ts";

const runs = Number(process.argv[process.argv.indexOf("--runs") + 1]) || 30;

interface Row {
  readonly candidate: Candidate;
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly starts: ColdStart[];
}

const folder = mkdtempSync(join(tmpdir(), "orchwits-cold-"));
const server = await startAnsweringServer();
try {
  const { candidates, missing } = await makeCandidates(folder);
  for (const { name, reason } of missing) console.log(`${name}: ${reason}`);
  const rows = candidates.map((candidate): Row => {
    const files = [candidate.bundle, candidate.more].filter((file) => file !== undefined).map((file) => readFileSync(file));
    const sum = (sizeOf: (code: Buffer) => number) => files.reduce((total, code) => total + sizeOf(code), 0);
    return { candidate, bytes: sum(({ length }) => length), gzipBytes: sum((code) => gzipSync(code, { level: 9 }).length), starts: [] };
  });
  // In turns, so that whatever else the machine does disturbs all of them alike.
  for (let run = 0; run < runs; run++) for (const { candidate, starts } of rows) starts.push(await startCold(candidate, server));
  print(rows);
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

function print(rows: readonly Row[]): void {
  const median = ({ starts }: Row, pick: (start: ColdStart) => number) => {
    const all = starts.map(pick).sort((a, b) => a - b);
    return all[Math.floor(all.length / 2)] as number;
  };
  const imports = (row: Row) => median(row, (start) => start.importMilliseconds);
  const firstHops = (row: Row) => median(row, (start) => start.importMilliseconds + start.firstCallMilliseconds);
  const importCpu = (row: Row) => median(row, (start) => start.importCpuMilliseconds);
  const firstHopCpu = (row: Row) => median(row, (start) => start.importCpuMilliseconds + start.firstCallCpuMilliseconds);
  const [empty, ours] = rows as [Row, Row];
  console.log(`\nMedians of ${runs} cold starts each, in turns, Node ${process.versions.node}. Times in ms.\n`);
  printTable(
    [
      "",
      "bytes",
      "gzipped",
      "import",
      "over empty",
      "of processor",
      "import + first hop",
      "÷ ours",
      "of processor",
      "÷ ours",
      "peak MB",
      "calls",
    ],
    rows.map((row) => [
      row.candidate.name,
      row.bytes.toLocaleString("en"),
      row.gzipBytes.toLocaleString("en"),
      imports(row).toFixed(1),
      row === empty ? "" : (imports(row) - imports(empty)).toFixed(1),
      row === empty ? "" : (importCpu(row) - importCpu(empty)).toFixed(1),
      firstHops(row).toFixed(1),
      row === empty ? "" : (firstHops(row) / firstHops(ours)).toFixed(1),
      firstHopCpu(row).toFixed(1),
      row === empty ? "" : (firstHopCpu(row) / firstHopCpu(ours)).toFixed(1),
      median(row, (start) => start.peakMegabytes).toFixed(0),
      row.candidate.requests.join(", "),
    ]),
  );
}
