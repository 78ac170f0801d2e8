/** Evaluates the intrinsic functions of a template: what CloudFormation makes of `Ref`, `Fn::Sub` and the like. */
import type { TemplateValue } from "../../deploy/template/template.ts";

/** A template that can't be evaluated: the message says where and why. */
export class TemplateFault extends Error {
  override readonly name = "TemplateFault";
}

/** What a template refers to. Undefined is what there is not. */
export interface Scope {
  ref(name: string): TemplateValue | undefined;
  attribute(logicalId: string, attribute: string): TemplateValue | undefined;
  condition(name: string): boolean;
  mapping(name: string, first: string, second: string): TemplateValue | undefined;
}

type Fields = { readonly [key: string]: TemplateValue };

/** `Ref: AWS::NoValue` means that the property is not there. */
const noValue = Symbol("AWS::NoValue");
type Value = TemplateValue | typeof noValue;

/** @throws {TemplateFault} for what refers to nothing, or is no function of CloudFormation's */
export function evaluate(value: TemplateValue, scope: Scope): TemplateValue {
  const result = reduce(value, scope);
  return result === noValue ? null : result;
}

/** A value that must be a text. */
export function evaluateText(value: TemplateValue, scope: Scope): string {
  const result = evaluate(value, scope);
  if (typeof result === "object") throw new TemplateFault(`${JSON.stringify(value)} is not a text, but ${JSON.stringify(result)}.`);
  return String(result);
}

export function evaluateCondition(value: TemplateValue, scope: Scope): boolean {
  const result = evaluate(value, scope);
  if (typeof result === "boolean") return result;
  throw new TemplateFault(`${JSON.stringify(value)} is no condition.`);
}

function reduce(value: TemplateValue, scope: Scope): Value {
  if (Array.isArray(value)) return value.map((item) => reduce(item, scope)).filter((item) => item !== noValue);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Fields;
  const [[name, argument] = [], second] = Object.entries(fields);
  if (name !== undefined && argument !== undefined && second === undefined) {
    const call = functions[name];
    if (call) return call(argument, scope);
    if (name.startsWith("Fn::")) throw new TemplateFault(`The local AWS has no ${name}.`);
  }
  const kept = Object.entries(fields).map(([key, field]) => [key, reduce(field, scope)] as const);
  return Object.fromEntries(kept.filter((entry): entry is readonly [string, TemplateValue] => entry[1] !== noValue));
}

const functions: Readonly<Record<string, (argument: TemplateValue, scope: Scope) => Value>> = {
  Ref: (name, scope) => (name === "AWS::NoValue" ? noValue : refer(String(name), scope)),
  "Fn::GetAtt"(argument, scope) {
    const [logicalId = "", ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split(".");
    return attributeOf(logicalId, attribute.join("."), scope);
  },
  "Fn::Sub"(argument, scope) {
    const [text, names] = Array.isArray(argument) ? (argument as unknown as readonly [string, Fields]) : [String(argument), {} as Fields];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
      if (literal) return whole.replace("!", "");
      const own = names[name];
      if (own !== undefined) return evaluateText(own, scope);
      const dot = name.indexOf(".");
      return String(dot < 0 ? refer(name, scope) : attributeOf(name.slice(0, dot), name.slice(dot + 1), scope));
    });
  },
  "Fn::Join"(argument, scope) {
    const [separator, items] = argument as readonly [string, TemplateValue];
    return (evaluate(items, scope) as readonly TemplateValue[]).join(separator);
  },
  "Fn::Split"(argument, scope) {
    const [separator, text] = argument as readonly [string, TemplateValue];
    return evaluateText(text, scope).split(separator);
  },
  "Fn::Select"(argument, scope) {
    const [index, items] = argument as readonly [TemplateValue, TemplateValue];
    return (evaluate(items, scope) as readonly TemplateValue[])[Number(evaluate(index, scope))] ?? "";
  },
  "Fn::If"(argument, scope) {
    const [name, yes, no] = argument as readonly [string, TemplateValue, TemplateValue];
    return reduce(scope.condition(name) ? yes : no, scope);
  },
  "Fn::Base64": (argument, scope) => Buffer.from(evaluateText(argument, scope)).toString("base64"),
  "Fn::FindInMap"(argument, scope) {
    const [map = "", first = "", second = ""] = (argument as readonly TemplateValue[]).map((part) => evaluateText(part, scope));
    const found = scope.mapping(map, first, second);
    if (found === undefined) throw new TemplateFault(`There is no ${map}.${first}.${second} in the template's Mappings.`);
    return found;
  },
  Condition: (name, scope) => scope.condition(String(name)),
  "Fn::Equals"(argument, scope) {
    const [one, other] = argument as readonly [TemplateValue, TemplateValue];
    return JSON.stringify(evaluate(one, scope)) === JSON.stringify(evaluate(other, scope));
  },
  "Fn::Not": (argument, scope) => !evaluateCondition((argument as readonly TemplateValue[])[0] ?? null, scope),
  "Fn::And": (argument, scope) => (argument as readonly TemplateValue[]).every((one) => evaluateCondition(one, scope)),
  "Fn::Or": (argument, scope) => (argument as readonly TemplateValue[]).some((one) => evaluateCondition(one, scope)),
};

function refer(name: string, scope: Scope): TemplateValue {
  const found = scope.ref(name);
  if (found === undefined) throw new TemplateFault(`The template refers to '${name}', which is neither a parameter nor a resource of it.`);
  return found;
}

function attributeOf(logicalId: string, attribute: string, scope: Scope): TemplateValue {
  const found = scope.attribute(logicalId, attribute);
  if (found === undefined) throw new TemplateFault(`The template refers to '${logicalId}.${attribute}', which the local AWS doesn't know.`);
  return found;
}
