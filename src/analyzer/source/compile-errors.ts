/** Errors of the source itself: without types that hold, nothing else that we could say would hold either. */
import { isStringLiteral, type SourceFile } from "typescript/unstable/ast";
import { type Diagnostic as CompilerDiagnostic, DiagnosticCategory } from "typescript/unstable/sync";
import { advisePackage } from "../../diagnostics/advise-package.ts";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { CompiledFile } from "../compiler.ts";
import { placeOfRange } from "./place-of.ts";

/** More than these help nobody, least of all when one missing package causes them all. */
const mostReported = 20;

/** What is only allowed in an ES module, in a file that a package without `"type"` makes one of CommonJS. */
const asksForModules = new Set([1286, 1287, 1295, 1309, 1470]);

/** Every compile error of the source file and of the project's own files that it imports. */
export function findCompileErrors({ program, checker, sourceFile }: CompiledFile, folder: string): Diagnostic[] {
  const files = ownImports(sourceFile, { program, checker });
  const find = (ask: (fileName: string) => readonly CompilerDiagnostic[]) =>
    files.flatMap((file) =>
      ask(file.fileName)
        // What is merely unused makes no type wrong; whoever forbids it hears of it from the compiler.
        .filter((error) => error.category === DiagnosticCategory.Error && !error.reportsUnnecessary)
        .map((error) => toDiagnostic(error, file, folder)),
    );
  const misspelt = find((name) => program.getSyntacticDiagnostics(name));
  // After a bracket too many, hundreds of names mean nothing: they are not what is to be mended. So it is with what comes from a
  // module that isn't there.
  const errors = misspelt.length > 0 ? misspelt : causesAmong(find((name) => program.getSemanticDiagnostics(name)));
  if (errors.length <= mostReported) return errors;
  return [...errors.slice(0, mostReported), diagnose("OW001", `There are ${errors.length - mostReported} more compile errors.`)];
}

/** The errors that others may follow from, where there are some. */
function causesAmong(errors: Diagnostic[]): Diagnostic[] {
  const missing = errors.filter(({ message }) => message.startsWith("TS2307: "));
  return missing.length > 0 ? missing : errors;
}

function toDiagnostic(error: CompilerDiagnostic, file: SourceFile, folder: string): Diagnostic {
  const at = placeOfRange(folder, file, error.pos, Math.max(error.end, error.pos + 1));
  return diagnose("OW001", `TS${error.code}: ${flatten(error)}`, { at, ...fixFor(error, file) });
}

function flatten(error: CompilerDiagnostic): string {
  return [error.text, ...(error.messageChain ?? []).map(flatten)].join(" ");
}

function fixFor(error: CompilerDiagnostic, { text, fileName }: SourceFile): { fix?: string } {
  // A name that only bundlers and tsconfigs know, such as `~/x`, `#x` and `virtual:x`, is no package's.
  const [, name] = /^Cannot find module '((?:@[\w.-]+\/)?\w[\w.-]*)(?:\/[^']*)?'/.exec(error.text) ?? [];
  if (name) return { fix: advisePackage(name, fileName) };
  if (asksForModules.has(error.code)) return { fix: 'Write "type": "module" into package.json, or end the file\'s name in .mts.' };
  if (/Cannot find name 'console'/.test(error.text)) return { fix: "Install Node's types: npm install --save-dev @types/node" };
  const ofStep = [1240, 1241].includes(error.code) && /^\s*@?step\b/.test(text.slice(error.pos, error.end + 1));
  return ofStep ? fixForStep(error) : {};
}

/** What the compiler says of a decorator that doesn't fit is long, and about types that nobody has written. */
function fixForStep(error: CompilerDiagnostic): { fix?: string } {
  const said = flatten(error);
  if (error.code === 1240) return { fix: "A step is a method: write `start() { … }` instead of a field." };
  if (said.includes("ClassGetterDecoratorContext")) return { fix: "A step is a method: remove `get`." };
  if (said.includes("ClassMethodDecoratorContext<typeof ")) return { fix: "A step is a method of an instance: remove `static`." };
  if (said.includes("StepOptions")) return { fix: "Write `@step()`, with parentheses." };
  return {};
}

/** The file and, transitively, the files of the project that it imports; packages are their authors' business. */
export function ownImports(entry: SourceFile, { program, checker }: Pick<CompiledFile, "program" | "checker">): SourceFile[] {
  const found = new Map<string, SourceFile>([[entry.path, entry]]);
  for (const file of found.values()) {
    const specifiers = file.imports.filter((node) => isStringLiteral(node) && !/^(?:node:|orchwits(?:\/|$))/.test(node.text));
    if (specifiers.length === 0) continue;
    for (const symbol of checker.getSymbolAtLocation(specifiers)) {
      const declared = symbol?.declarations[0]?.path;
      if (!declared || found.has(declared) || declared.includes("/node_modules/") || declared.endsWith(".d.ts")) continue;
      const imported = program.getSourceFile(declared);
      if (imported) found.set(imported.path, imported);
    }
  }
  return [...found.values()];
}
