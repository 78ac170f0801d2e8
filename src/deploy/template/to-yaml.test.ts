/** Templates as YAML: they mean the same, read well, and are the same to the byte. */
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { buildGraph, done, next } from "../../analyzer/rules/build-graph.fixture.ts";
import { make, withOptions } from "./make-template.fixture.ts";
import { readYaml } from "./read-yaml.fixture.ts";
import type { Template } from "./template.ts";
import { toYaml } from "./to-yaml.ts";

const cafe = buildGraph({
  start: { reads: ["choice?"], ends: [next("coffee", ["beans: string"])] },
  coffee: { reads: ["beans: string"], ends: [done], more: { options: { memory: 2048 } } },
});

describe("a template as YAML", () => {
  const { template, comments } = make(cafe);
  const text = toYaml(template, comments);

  test("means the same, once SAM has put back what all functions share", () => {
    expect(readYaml(text)).toEqual(template);
  });

  test("says above each statement what it is there for", () => {
    expect(text).toContain("            # runs its first hop, moves to coffee\n            - Effect: Allow\n");
    expect(text).toMatch(/# reads beans, which may be large\n +- Effect: Allow\n +Action: s3:GetObject\n +Resource: !Sub arn:/);
    const statements = text.match(/^ +- Effect: Allow$/gm)?.length;
    expect(text.match(/^ +# .*\n +- Effect: Allow$/gm)).toHaveLength(statements ?? 0);
  });

  test("says what functions share once, and only what they do", () => {
    expect(text.match(/Runtime: nodejs24\.x/g)).toHaveLength(1);
    expect(text.match(/MemorySize: .*/g)).toEqual(["MemorySize: 512", "MemorySize: 2048", "MemorySize: 256"]);
  });

  test("says nothing for all functions that one of them leaves to Lambda", () => {
    const own = { Type: "AWS::Serverless::Function", Properties: { CodeUri: "own", Handler: "index.handler", Runtime: "nodejs22.x" } };
    const made = make(withOptions({ memory: 256 }, { resources: { Own: own } }));
    expect(readYaml(toYaml(made.template, made.comments)).Resources.Own).toEqual(own);
  });

  test("uses short forms, no anchors and no aliases", () => {
    expect(text).toContain("Resource: !GetAtt OrchwitsJournal.Arn");
    expect(text).toContain(`FunctionName: !Sub \${AWS::StackName}-start`);
    expect(text).not.toMatch(/Fn::|^ *Ref:|: [&*]\w/m);
  });

  test("is the same for the same pipeline, to the byte", () => {
    const again = make(structuredClone(cafe));
    expect(toYaml(again.template, again.comments)).toBe(text);
  });

  test("has no lines that nobody can read on a screen", () => {
    expect(text.split("\n").filter((line) => line.length > 160)).toEqual([]);
  });
});

test("texts that older parsers take for something else stay texts", () => {
  const environment = {
    // As the only key of a map, it would make that a reference.
    Ref: "A1",
    A1: "yes",
    A2: "off",
    A3: "0123",
    A4: "2026-01-02",
    A5: "1e3",
    A6: "null",
    A7: "",
    A8: "a: b # c",
    A9: "12:30:45",
    B1: "~",
  };
  const { template, comments } = make(withOptions({ environment }));
  const text = toYaml(template, comments);
  expect(readYaml(text)).toEqual(template);
  // As YAML 1.1 has it, which CloudFormation and PyYAML read.
  const old = parseDocument(text, { version: "1.1", logLevel: "silent" }).toJS() as Template;
  expect(old.Resources.Start?.Properties).toMatchObject({ Environment: { Variables: environment } });
});

test("functions of CloudFormation that have no short form here are written out", () => {
  const value = { "Fn::If": ["IsProd", { Ref: "A" }, { "Fn::ImportValue": { "Fn::Sub": `\${Env}-b` } }] };
  const { template, comments } = make(withOptions({ environment: { VALUE: value } }));
  const text = toYaml(template, comments);
  expect(text).toContain(`Fn::ImportValue: !Sub \${Env}-b`);
  expect(readYaml(text)).toEqual(template);
});
