/** How policies are matched: laws of their wildcards. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { authorize } from "./authorize.ts";
import type { Principal, Statement } from "./policy.ts";

const action = { action: "s3:GetObject", resource: "arn:aws:s3:::bucket/key" };
const who = (...statements: Statement[]): Principal => ({ arn: "arn", accessKeyId: "a", secretAccessKey: "b", statements });
const allow = (Action: string, Resource: string): Statement => ({ Effect: "Allow", Action, Resource });

test("nothing is allowed by no statement, and every action must be", () => {
  expect(authorize(who(), [action])).toBe(false);
  expect(authorize(who(), [])).toBe(true);
  const one = who(allow("s3:GetObject", "*"));
  expect(authorize(one, [action])).toBe(true);
  expect(authorize(one, [action, { action: "s3:PutObject", resource: "x" }])).toBe(false);
});

test("actions match in any case, resources as they are written", () => {
  expect(authorize(who(allow("S3:getobject", "*")), [action])).toBe(true);
  expect(authorize(who(allow("s3:GetObject", "arn:aws:s3:::Bucket/key")), [action])).toBe(false);
});

test("what is said by exclusion holds for everything else", () => {
  const allBut = who({ Effect: "Allow", NotAction: ["iam:*", "s3:Put*"], Resource: "*" });
  expect(authorize(allBut, [action])).toBe(true);
  expect(authorize(allBut, [{ ...action, action: "s3:PutObject" }])).toBe(false);
  const elsewhere = who(allow("*", "*"), { Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3:::mine/*" });
  expect(authorize(elsewhere, [action])).toBe(false);
  expect(authorize(elsewhere, [{ ...action, resource: "arn:aws:s3:::mine/key" }])).toBe(true);
});

/** Characters that mean something in regular expressions, besides others. */
const resources = fc.string({ unit: fc.constantFrom(..."ab/:.+^$(){}[]|\\-é\n"), maxLength: 12 });

test("a pattern without wildcards matches itself only", () => {
  fc.assert(
    fc.property(resources, resources, (pattern, resource) => {
      expect(authorize(who(allow("*", pattern)), [{ action: "x:Y", resource }])).toBe(pattern === resource);
    }),
  );
});

test("'*' stands for any text, '?' for one character", () => {
  fc.assert(
    fc.property(resources, resources, resources, (before, inner, after) => {
      const resource = before + inner + after;
      const matches = (pattern: string) => authorize(who(allow("*", pattern)), [{ action: "x:Y", resource }]);
      expect(matches(`${before}*${after}`)).toBe(true);
      expect(matches(`${before}${"?".repeat(inner.length)}${after}`)).toBe(true);
      expect(matches(`${before}${"?".repeat(inner.length + 1)}${after}`)).toBe(false);
    }),
  );
});
