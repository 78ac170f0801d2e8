/** What the plugin hands to Vite: sources whose decorators run, with the place of everything in them. */
import { expect, test } from "vitest";
import { lowerDecorators } from "./vite.ts";

const plugin = lowerDecorators();
const decorated = `const names: string[] = [];
const note = (_: unknown, { name }: { name: string | symbol }) => void names.push(String(name));
class Cafe {
  @note
  start() {}
}
export { names, Cafe };`;

test.each(["/project/cafe.ts", "/project/cafe.mts?v=1", "/project/cafe.tsx"])("decorators of %s run", async (id) => {
  const lowered = await plugin.transform(decorated, id);
  expect(lowered?.code).not.toMatch(/@note/);
  const { names } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(lowered?.code ?? "")}`);
  expect(names).toEqual(["start"]);
  expect(JSON.parse(lowered?.map ?? "{}")).toMatchObject({ sources: [id.replace(/\?.*/, "")], mappings: expect.stringMatching(/\w/) });
});

test.each([
  ["/project/cafe.ts", "export const a: number = 1;"],
  ["/project/node_modules/other/cafe.ts", decorated],
  ["/project/cafe.css", "@media print {}"],
])("%s is left alone where there is nothing to lower in it, or it is not ours", async (id, code) => {
  expect(await plugin.transform(code, id)).toBeUndefined();
});
