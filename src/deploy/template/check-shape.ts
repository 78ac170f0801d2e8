/** Compares raw properties with what a resource takes: what CloudFormation would refuse, or worse, SAM would ignore, is said here. */
import { nearestName } from "../../model/nearest-name.ts";
import { isMap } from "./merge-properties.ts";
import type { Shape } from "./shape.ts";
import type { TemplateValue } from "./template.ts";

export interface ShapeFault {
  /** Goes on after the name of what is at fault. */
  readonly message: string;
  readonly fix?: string | undefined;
}

/** @param path how the value is called: `properties.VpcConfig` */
export function* checkShape(value: TemplateValue, shape: Shape, path: string): Iterable<ShapeFault> {
  if (shape === "any" || isIntrinsic(value)) return;
  if (typeof shape === "object" && "fields" in shape) {
    if (!isMap(value)) return void (yield { message: `${path} takes ${word(shape)}, not ${show(value)}` });
    for (const [name, inner] of Object.entries(value)) {
      const known = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
      if (known !== undefined) yield* checkShape(inner, known, `${path}.${name}`);
      else yield unknownName(path, name, Object.keys(shape.fields));
    }
  } else if (typeof shape === "object") {
    if (!Array.isArray(value)) return void (yield { message: `${path} takes a list, not ${show(value)}`, fix: "Put it into [ ]." });
    for (const [index, item] of value.entries()) yield* checkShape(item, shape.list, `${path}[${index}]`);
  } else if (!fits(value, shape)) {
    yield { message: `${path} takes ${word(shape)}, not ${show(value)}` };
  }
}

export function unknownName(path: string, name: string, known: readonly string[]): ShapeFault {
  const meant = nearestName(name, known);
  const some = [...known].sort();
  return {
    message: `${path} has '${name}', which is no property of it`,
    fix: meant ? `Did you mean '${meant}'?` : `It has: ${some.slice(0, 30).join(", ")}${some.length > 30 ? " …" : ""}.`,
  };
}

/** CloudFormation takes a number or truth as text, and a number for a text. */
function fits(value: TemplateValue, shape: "text" | "number" | "boolean"): boolean {
  if (shape === "text") return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  if (typeof value === shape) return true;
  return (
    typeof value === "string" && (shape === "number" ? value.trim() !== "" && !Number.isNaN(Number(value)) : /^(true|false)$/.test(value))
  );
}

function isIntrinsic(value: TemplateValue): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isMap(value);
}

function word(shape: Exclude<Shape, { readonly list: Shape }>): string {
  if (typeof shape === "object") return "an object";
  return { text: "a text", number: "a number", boolean: "true or false", any: "anything" }[shape];
}

function show(value: TemplateValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
