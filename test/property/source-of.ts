/** A random pipeline as the source that its author would have written. */
import { type RandomKey, type RandomKeys, type RandomMove, type RandomPipeline, type RandomStep, typeTexts } from "./random-pipeline.ts";

const preamble = `import { Pipeline, step } from "orchwits";

const coin = (): boolean => Math.random() < 0.5;
const value = <T>(): T => JSON.parse("1");
const maybe = <T>(): T | undefined => (coin() ? value<T>() : undefined);
const many = (): Record<string, number> => ({});
`;

export function sourceOf(pipeline: RandomPipeline): string {
  return `${preamble}\nexport class Random extends Pipeline {\n${pipeline.map(stepSource).join("\n")}\n}\n`;
}

function stepSource({ name, reads, readsAll, moves, done }: RandomStep): string {
  const parameter = readsAll ? "_: Record<string, unknown>" : reads.size > 0 ? `_: { ${[...reads].map(readSource).join("; ")} }` : "";
  const outcomes = [...moves.map(moveSource), ...(done ? ["this.done()"] : [])];
  const body = outcomes.map((outcome, index) =>
    index < outcomes.length - 1 ? `    if (coin()) return ${outcome};` : `    return ${outcome};`,
  );
  // What a method that only throws is inferred to return is `void`, which may as well mean that it falls off its end.
  return `  @step()\n  ${name}(${parameter})${body.length > 0 ? "" : ": never"} {\n${body.length > 0 ? body.join("\n") : '    throw new Error("always");'}\n  }`;
}

function readSource([key, { type, optional }]: [string, RandomKey]): string {
  return `${key}${optional ? "?" : ""}: ${typeTexts[type]}`;
}

function moveSource({ to, sets, setsMore, drops }: RandomMove): string {
  // Both ways to replace the whole state must mean the same.
  if (drops === "*" && !setsMore && sets.size % 2 === 1 && !isMergedByCompilers(sets))
    return `{ $next: "${to}", ${updatesSource(sets)} } as const`;
  const options = drops === "*" ? '{ drop: "*" }' : drops.length > 0 ? `{ drop: ${JSON.stringify(drops)} }` : undefined;
  const updates = setsMore ? "many()" : sets.size > 0 ? `{ ${updatesSource(sets)} }` : options ? "{}" : undefined;
  return `this.next(${[`"${to}"`, updates, options].filter((one) => one !== undefined).join(", ")})`;
}

// To a compiler `{}` has such a key already, so of two replacements that differ in it alone, one gets lost (docs/codes/README.md).
function isMergedByCompilers(sets: RandomKeys): boolean {
  const inherited = sets.get("constructor");
  return inherited !== undefined && typeTexts[inherited.type] === "unknown";
}

function updatesSource(sets: RandomKeys): string {
  return [...sets].map(([key, { type, optional }]) => `${key}: ${optional ? "maybe" : "value"}<${typeTexts[type]}>()`).join(", ");
}
