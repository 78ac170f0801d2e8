/** A template as YAML for people: CloudFormation's short forms, comments, and what all functions share said once. */
import { Document, isMap, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { Comments } from "./comments.ts";
import { hoistGlobals } from "./hoist-globals.ts";
import type { Template } from "./template.ts";

/** Lines at the top that need no empty line above. */
const heads = ["AWSTemplateFormatVersion", "Transform", "Description"];

const shortForms = { Ref: "!Ref", "Fn::Sub": "!Sub", "Fn::GetAtt": "!GetAtt" } as const;

/**
 * Writes a template as YAML, without anchors or aliases. The same template gives the same bytes.
 *
 * @param comments what to say above which object of the template
 */
export function toYaml(template: Template, comments: Comments = new Map()): string {
  // YAML 1.1 is what CloudFormation reads: its rules quote what older parsers would take for a date or a boolean.
  const document = new Document(null, { schema: "yaml-1.1", aliasDuplicateObjects: false });
  const write = (value: unknown, depth: number): Node => {
    if (Array.isArray(value)) return writeList(value, depth);
    if (typeof value === "object" && value !== null) return writeShort(value) ?? writeMap(value, depth);
    return document.createNode(value) as Node;
  };
  const writeShort = (value: object): Node | undefined => {
    const [[name, argument] = [], second] = Object.entries(value);
    if (second || !name || !(name in shortForms)) return undefined;
    const parts = name === "Fn::GetAtt" && Array.isArray(argument) ? argument : [argument];
    if (!parts.every((part) => typeof part === "string")) return undefined;
    const scalar = new Scalar(parts.join("."));
    scalar.tag = shortForms[name as keyof typeof shortForms];
    return scalar;
  };
  const writeList = (values: readonly unknown[], depth: number): Node => {
    const list = document.createNode([]) as YAMLSeq;
    for (const value of values) list.items.push(withComment(write(value, depth + 1), value));
    list.flow = fitsOnLine(values, 100);
    return list;
  };
  const writeMap = (object: object, depth: number): YAMLMap => {
    const map = document.createNode({}) as YAMLMap;
    for (const [key, value] of Object.entries(object)) {
      if (value === undefined) continue;
      const pair = document.createPair(key, null) as Pair<Node, Node>;
      pair.value = write(value, depth + 1);
      withComment(pair.key, value);
      map.items.push(pair);
    }
    map.flow = depth >= innerDepth && fitsOnLine(Object.values(object), 60);
    return map;
  };
  const withComment = (node: Node, value: unknown): Node => {
    const text = typeof value === "object" && value !== null ? comments.get(value) : undefined;
    if (text) node.commentBefore = text.replaceAll(/^/gm, " ");
    return node;
  };
  const root = writeMap(hoistGlobals(template), 0) as YAMLMap<Node>;
  document.contents = root as typeof document.contents;
  for (const { key } of root.items) key.spaceBefore = !heads.includes(nameOf(key));
  for (const [index, { key }] of resourcesIn(root).entries()) {
    // Resources are long: an empty line between them.
    key.spaceBefore = index > 0;
    withComment(key, template.Resources[nameOf(key)]);
  }
  const about = comments.get(template);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return about ? `${about.replaceAll(/^/gm, "# ")}\n${text}` : text;
}

/** Resources and their properties are one a line; what is inside of a property may be short. */
const innerDepth = 4;

/** Whether a few names, numbers and references read better on one line. */
function fitsOnLine(values: readonly unknown[], longest: number): boolean {
  return values.length > 0 && values.every(isWord) && JSON.stringify(values).length <= longest;
}

function isWord(value: unknown): boolean {
  if (typeof value === "string") return /^[\w:./*-]+$/.test(value);
  if (typeof value !== "object" || value === null) return true;
  const [[name, argument] = [], second] = Object.entries(value);
  return second === undefined && (name === "Ref" || name === "Fn::GetAtt") && JSON.stringify(argument).length < 45;
}

function resourcesIn(root: YAMLMap<Node>): YAMLMap<Node>["items"] {
  const resources = root.items.find(({ key }) => nameOf(key) === "Resources")?.value;
  return isMap<Node>(resources) ? resources.items : [];
}

function nameOf(key: Node): string {
  return key instanceof Scalar ? String(key.value) : "";
}
