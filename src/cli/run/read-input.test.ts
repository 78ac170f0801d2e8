/** Inputs as the command line takes them: from the option itself or a file, and what is said of those that are none. */
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolder } from "../command-line.fixture.ts";
import { readInput } from "./read-input.ts";

const folder = makeFolder({ "input.json": '{ "cups": 3 }\n', "empty.json": "\n", "list.json": "[3]", "marked.json": "\uFEFF{}" }, afterAll);
const file = (name: string) => join(folder, name);

test.each([
  [undefined, {}],
  ['{"cups":3}', { cups: 3 }],
  [`@${file("input.json")}`, { cups: 3 }],
  [`@${file("marked.json")}`, {}],
])("%s is an input", (option, input) => {
  expect(readInput(option)).toEqual(input);
});

test.each([
  ["", "The input is empty. It must be a JSON object"],
  [`@${file("empty.json")}`, `The input in '${file("empty.json")}' is empty.`],
  [`@${file("none.json")}`, `The input can't be read from '${file("none.json")}'. There is no such file.`],
  [`@${folder}`, `The input can't be read from '${folder}'.`],
  [`@${file("list.json")}`, `The input in '${file("list.json")}' is a list. It must be a JSON object`],
  ["null", "The input is null. It must be a JSON object"],
  ["{cups:3}", "The input is not JSON. Look at"],
  ['{"$next":1}', "The input sets $next, but keys that begin with '$' are reserved."],
])("%j is none", (option, message) => {
  expect(() => readInput(option)).toThrow(message);
});
