/** A project in a folder of its own, for tests: `orchwits` is this checkout's sources, so that nothing needs to be built first. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Makes a folder with some files, which is removed when the test ends. A file may override the ones that every project has. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orchwits project ü-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(join(root, "node_modules/@types/node"), join(folder, "node_modules/@types/node"), "dir");
  const all = { "package.json": '{ "type": "module" }', "tsconfig.json": JSON.stringify({ compilerOptions: projectOptions() }), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The compiler options of such a project. */
export function projectOptions(paths: Readonly<Record<string, readonly string[]>> = {}): object {
  return {
    target: "es2023",
    lib: ["es2023", "esnext.decorators", "esnext.disposable"],
    module: "esnext",
    moduleResolution: "bundler",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    types: ["node"],
    paths: { orchwits: [join(root, "src/index.ts")], "orchwits/*": [join(root, "src/*.ts")], ...paths },
  };
}

/** A pipeline with some members, as the text of a source file. */
export function pipelineSource(members: string, { before = "", name = "Cafe" }: { before?: string; name?: string } = {}): string {
  return `import { Pipeline, RetryLater, step, type StepContext } from "orchwits";\n${before}\nexport class ${name} extends Pipeline {\n${members}\n}\n`;
}
