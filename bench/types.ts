/** `npm run bench:types`: what the check costs in the compiler, against the same class with a `step` that checks nothing. */
import { dirname, join } from "node:path";
import { lifelike } from "./generate.ts";
import { inProject, printTable, root, runScript } from "./workbench.ts";

const compilers = [
  ["TypeScript 6", join(root, "node_modules/typescript-6/bin/tsc")],
  ["TypeScript 7", join(root, "node_modules/typescript/bin/tsc")],
] as const;

interface Cost {
  readonly instantiations: number;
  readonly seconds: number;
}

await inProject((write) => {
  for (const [name, compiler] of compilers) {
    const compile = (source: string): Cost => {
      const file = write("pipeline.ts", source);
      const runs = [1, 2, 3]
        .map(() => readCost(runScript(compiler, ["-p", ".", "--extendedDiagnostics"], dirname(file))))
        .sort((a, b) => a.seconds - b.seconds);
      return runs[1] as Cost;
    };
    const rows = [50, 100, 200, 400, 800].map((steps) => {
      const bare = compile(lifelike(steps, { checked: false }));
      const checked = compile(lifelike(steps, { checked: true }));
      const more = checked.instantiations - bare.instantiations;
      return [
        String(steps),
        bare.instantiations.toLocaleString("en-US"),
        checked.instantiations.toLocaleString("en-US"),
        Math.round(more / steps).toLocaleString("en-US"),
        `${bare.seconds.toFixed(2)} s`,
        `${checked.seconds.toFixed(2)} s`,
        `${(checked.seconds - bare.seconds).toFixed(2)} s`,
      ];
    });
    console.log(`${name}\n`);
    printTable(["steps", "instantiations bare", "checked", "more per step", "check time bare", "checked", "more"], rows);
    console.log();
  }
});
console.log("Medians of 3 runs. The aim: at most 1 s more for 100 steps, and 5 s for 400.");

function readCost({ status, stdout }: { status: number | null; stdout: string }): Cost {
  const figure = (name: string) => Number(new RegExp(`^${name}:\\s*([\\d.,]+)`, "m").exec(stdout)?.[1]?.replaceAll(",", ""));
  const cost = { instantiations: figure("Instantiations"), seconds: figure("Check time") };
  if (status !== 0 || Number.isNaN(cost.instantiations) || Number.isNaN(cost.seconds))
    throw new Error(`The compiler exited with ${status}:\n${stdout.slice(0, 2_000)}`);
  return cost;
}
