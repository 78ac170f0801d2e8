/** Holds the layers: which folder of `src/` may import which, with no cycle among files, type and dynamic imports included. */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

/** The AWS SDK, for whoever deploys; what runs in Lambda does without. */
const sdk = ["cloudformation", "cloudwatch-logs", "s3", "sts"]
  .map((name) => `@aws-sdk/client-${name}`)
  .concat("@aws-sdk/credential-provider-node");

/** What each layer may import: other layers, packages, and `node:` for the modules of Node itself. */
const table: Record<string, readonly string[]> = {
  model: [],
  authoring: ["model"],
  engine: ["model", "authoring", "node:"],
  local: ["model", "engine", "authoring", "node:"],
  lambda: ["model", "engine", "authoring", "node:"],
  client: ["model", "engine", "authoring", "lambda", "node:"],
  testing: ["model", "engine", "local", "authoring", "node:"],
  diagnostics: ["model", "node:", "@babel/code-frame"],
  analyzer: ["model", "diagnostics", "node:", "typescript"],
  render: ["model", "node:", "@viz-js/viz"],
  deploy: ["model", "diagnostics", "node:", "esbuild", "fflate", "yaml", "@aws-cdk/aws-service-spec", ...sdk],
  "local-aws": ["model", "engine", "deploy", "node:", "dynalite", "fflate", "yaml"],
};

/** May import everything: the command line, and the public entries. */
const unlimited = ["cli", "index.ts", "toolkit.ts", "testing.ts", "lambda.ts", "lambda-faults.ts", "client.ts", "vite.ts"];

/** Heavy layers and packages, which the command line loads only in the command that needs them. */
const lazyForCli = [
  ...["analyzer", "render", "local", "engine", "authoring", "lambda", "client", "deploy", "local-aws"],
  ...["typescript", "@viz-js/viz", "@babel/code-frame", "tsx", "esbuild", "fflate", "yaml", "dynalite", ...sdk],
];

interface Import {
  readonly target: string;
  readonly line: number;
  readonly kind: "static" | "type" | "dynamic";
}

const source = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"))
  .sort();
const isTest = (file: string) => /\.(test|test-d|fixture)\.ts$/.test(file);
const imports = new Map(files.map((file) => [file, readImports(file)]));

function readImports(file: string): Import[] {
  const text = readFileSync(join(source, file), "utf8");
  const { program, module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`src/${file} does not parse: ${errors[0]?.message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const found: Import[] = [];
  for (const { moduleRequest, start, entries } of module.staticImports) {
    found.push({
      target: moduleRequest.value,
      line: lineAt(start),
      kind: entries.length > 0 && entries.every((e) => e.isType) ? "type" : "static",
    });
  }
  for (const { start, entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ target: moduleRequest.value, line: lineAt(start), kind: isType ? "type" : "static" });
    }
  }
  walk(program, (node) => {
    // `import("x")` as an expression and as a type: `typeof import("x")`.
    if (node.type !== "ImportExpression" && node.type !== "TSImportType") return;
    const target = (node.source ?? node.argument) as { value?: unknown; literal?: { value?: unknown } };
    const name = target.value ?? target.literal?.value;
    const kind = node.type === "ImportExpression" ? "dynamic" : "type";
    if (typeof name === "string") found.push({ target: name, line: lineAt(node.start as number), kind });
  });
  return found;
}

function walk(value: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (typeof (value as { type?: unknown }).type === "string") visit(value as Record<string, unknown>);
  for (const child of Object.values(value)) walk(child, visit);
}

const layerOf = (file: string) => file.split("/")[0] as string;
const resolve = (from: string, target: string) => posix.join(posix.dirname(from), target);

/** What an import stands for in the table: a layer, a package, or `node:`. */
function named(from: string, target: string): string {
  if (target.startsWith("node:")) return "node:";
  if (target.startsWith(".")) return layerOf(resolve(from, target));
  return target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
}

describe("layers", () => {
  const shipped = files.filter((file) => !isTest(file));

  test("every file of src/ belongs to a layer", () => {
    const known = [...Object.keys(table), ...unlimited];
    expect(shipped.filter((file) => !known.includes(layerOf(file)))).toEqual([]);
  });

  test("each layer imports only what the table allows", () => {
    const faults = shipped.flatMap((file) => {
      const allowed = table[layerOf(file)];
      if (!allowed) return [];
      return (imports.get(file) ?? [])
        .map(({ target, line }) => ({ what: named(file, target), line }))
        .filter(({ what }) => what !== layerOf(file) && !allowed.includes(what))
        .map(
          ({ what, line }) =>
            `src/${file}:${line} imports ${what}, but ${layerOf(file)} may import only ${allowed.join(", ") || "nothing"}`,
        );
    });
    expect(faults).toEqual([]);
  });

  test("relative imports name a file of src/, with its ending", () => {
    const faults = files.flatMap((file) =>
      (imports.get(file) ?? [])
        .filter(({ target }) => target.startsWith("."))
        .filter(({ target }) => !files.includes(resolve(file, target)) && !(isTest(file) && resolve(file, target).startsWith("..")))
        .map(({ target, line }) => `src/${file}:${line} imports ${target}, which is no file of src/`),
    );
    expect(faults).toEqual([]);
  });

  test("the command line loads heavy layers only when a command needs them", () => {
    // `main.ts` loads the program at once, after it has looked at Node's version; the commands load the rest.
    const reached = new Set(["cli/main.ts", "cli/program.ts"]);
    const faults: string[] = [];
    for (const file of reached) {
      for (const { target, line, kind } of imports.get(file) ?? []) {
        if (kind !== "static") continue;
        if (lazyForCli.includes(named(file, target))) {
          faults.push(`src/${file}:${line} imports ${target} at once; use 'await import(…)' in the command that needs it`);
        } else if (target.startsWith(".")) reached.add(resolve(file, target));
      }
    }
    expect(reached).toContain("cli/commands/run.ts");
    expect(faults).toEqual([]);
  });

  test("no cycles, type imports included", () => {
    const done = new Set<string>();
    const trail: string[] = [];
    const cycles: string[] = [];
    const visit = (file: string): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
      if (done.has(file) || trail.includes(file)) return;
      trail.push(file);
      for (const { target } of imports.get(file) ?? []) if (target.startsWith(".")) visit(resolve(file, target));
      trail.pop();
      done.add(file);
    };
    for (const file of files) visit(file);
    expect(cycles).toEqual([]);
  });
});
