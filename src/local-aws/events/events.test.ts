/** Rules of EventBridge: what matches, and what the target is given. */
import { expect, test } from "vitest";
import { matchesPattern } from "./event-pattern.ts";
import { transformInput } from "./transform-input.ts";

const event = {
  id: "7",
  source: "aws.s3",
  "detail-type": "Object Created",
  detail: { bucket: { name: "files" }, object: { key: 'in/a "b".csv', size: 12, tags: ["x", "y"] }, empty: null },
};

test.each([
  [{ source: ["aws.s3"] }, true],
  [{ source: ["aws.ec2", "aws.s3"], detail: { bucket: { name: ["files"] } } }, true],
  [{ source: ["aws.s3"], detail: { bucket: { name: ["other"] } } }, false],
  [{ detail: { object: { key: [{ prefix: "in/" }] } } }, true],
  [{ detail: { object: { key: [{ prefix: "out/" }, { suffix: ".csv" }] } } }, true],
  [{ detail: { object: { key: [{ wildcard: "in/*.csv" }] } } }, true],
  [{ detail: { object: { key: [{ wildcard: "in/*.txt" }] } } }, false],
  [{ detail: { object: { key: [{ wildcard: "in/\\*" }] } } }, false],
  [{ detail: { object: { key: [{ prefix: { "equals-ignore-case": "IN/" } }] } } }, true],
  [{ detail: { object: { size: [{ numeric: [">", 10, "<=", 12] }] } } }, true],
  [{ detail: { object: { size: [{ numeric: ["<", 12] }] } } }, false],
  [{ detail: { object: { tags: ["y"] } } }, true],
  [{ detail: { object: { key: [{ "anything-but": { prefix: "in/" } }] } } }, false],
  [{ source: [{ "anything-but": ["aws.ec2"] }] }, true],
  [{ detail: { missing: [{ exists: false }] } }, true],
  [{ detail: { missing: ["x"] } }, false],
  [{ detail: { missing: { deeper: ["x"] } } }, false],
  [{ detail: { empty: [null] } }, true],
  [{ $or: [{ source: ["aws.ec2"] }, { id: ["7"] }] }, true],
])("%j matches: %s", (pattern, matches) => {
  expect(matchesPattern(pattern, event)).toBe(matches);
});

test("fills a template with values of the event, as JSON", () => {
  const InputPathsMap = {
    id: "$.id",
    key: "$.detail.object.key",
    size: "$.detail.object.size",
    tag: "$.detail.object.tags[1]",
    none: "$.no.where",
  };
  const InputTemplate =
    '{"$id": <id>, "key": <key>, "size": <size>, "said": "the key is <key>", "unsaid": "<none>!", "tag": <tag>, "none": <none>}';
  expect(JSON.parse(transformInput({ InputPathsMap, InputTemplate }, event))).toEqual({
    $id: "7",
    key: 'in/a "b".csv',
    size: 12,
    said: 'the key is in/a "b".csv',
    unsaid: "!",
    tag: "y",
    none: "",
  });
});
