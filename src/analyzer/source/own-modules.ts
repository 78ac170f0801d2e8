/** The project's own modules below a source file: who imports whom, and for what. */
import {
  isExportDeclaration,
  isImportDeclaration,
  isNamedExports,
  isNamedImports,
  isStringLiteral,
  type Node,
  type SourceFile,
} from "typescript/unstable/ast";
import type { CompiledFile } from "../compiler.ts";
import { ownImports } from "./compile-errors.ts";

export interface OwnModules {
  readonly files: readonly SourceFile[];
  /** The own files that a file imports. */
  importsOf(file: SourceFile): readonly Import[];
}

/** An import, an `export … from`, or an `import(…)`. */
export interface Import {
  readonly specifier: string;
  /** Absent for packages. */
  readonly target?: SourceFile;
  /** The names of the module that it asks for; `"all"` where that can't be told; nothing where it is imported for its effects. */
  readonly names: readonly string[] | "all" | "effects";
}

export function readOwnModules(entry: SourceFile, compiled: Pick<CompiledFile, "program" | "checker">): OwnModules {
  const files = ownImports(entry, compiled).filter(({ fileName }) => /\.[cm]?[jt]sx?$/.test(fileName));
  const byPath = new Map<string, SourceFile>(files.map((file) => [file.path, file]));
  const imports = new Map<SourceFile, readonly Import[]>();
  for (const file of files) {
    const specifiers = file.imports.filter(isStringLiteral);
    const symbols = specifiers.length > 0 ? compiled.checker.getSymbolAtLocation(specifiers) : [];
    imports.set(
      file,
      specifiers.map((node, index) => {
        const target = byPath.get(symbols[index]?.declarations[0]?.path ?? "");
        return { specifier: node.text, ...(target && { target }), names: namesAsked(node) };
      }),
    );
  }
  return { files, importsOf: (file) => imports.get(file) ?? [] };
}

function namesAsked(specifier: Node): Import["names"] {
  const { parent } = specifier;
  if (isImportDeclaration(parent)) {
    const clause = parent.importClause;
    if (!clause) return "effects";
    const { name, namedBindings } = clause;
    if (namedBindings && !isNamedImports(namedBindings)) return "all";
    return [...(name ? ["default"] : []), ...(namedBindings?.elements ?? []).map((one) => (one.propertyName ?? one.name).text)];
  }
  if (!isExportDeclaration(parent) || !parent.exportClause || !isNamedExports(parent.exportClause)) return "all";
  return parent.exportClause.elements.map((one) => (one.propertyName ?? one.name).text);
}
