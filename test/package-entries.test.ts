/** What the package's manifest promises to projects whose compiler doesn't read `exports`: the same entries, with their types. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CompilerVersion, compile } from "./compiler.ts";

const root = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What only bundles import, and what has no types. */
const unseen = ["./lambda", "./lambda-faults", "./package.json"];
const entries = Object.keys(manifest.exports).filter((name) => !unseen.includes(name));

test("each entry that people import is told to older resolutions too, as the same file", () => {
  const older = { ".": [manifest.types], ...manifest.typesVersions["*"] };
  expect(older).toEqual(
    Object.fromEntries(
      entries.map((name) => [name === "." ? name : name.slice(2), [(manifest.exports[name] as string).replace(/\.js$/, ".d.ts")]]),
    ),
  );
  expect(manifest.main).toBe(manifest.exports["."]);
});

test.each(["5.9.3", "6.0.3"] satisfies CompilerVersion[])(
  "TypeScript %s finds them from CommonJS, as it resolves by default there",
  async (version) => {
    const project = mkdtempSync(join(tmpdir(), "orchwits-entries-"));
    try {
      mkdirSync(join(project, "node_modules"));
      symlinkSync(root, join(project, "node_modules/orchwits"), "junction");
      const imports = entries.map((name, index) => `import * as e${index} from "orchwits${name.slice(1)}";`);
      writeFileSync(join(project, "all.ts"), `${imports.join("\n")}\nexport const all = [${imports.map((_, index) => `e${index}`)}];\n`);
      const flags = [
        "--strict",
        "--target",
        "es2022",
        "--module",
        "commonjs",
        "--moduleResolution",
        "node10",
        "--noEmit",
        "--skipLibCheck",
      ];
      const errors = await compile(version, [...flags, "--ignoreDeprecations", version === "5.9.3" ? "5.0" : "6.0", "all.ts"], project);
      expect(errors.map(({ text }) => text)).toEqual([]);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  },
);
