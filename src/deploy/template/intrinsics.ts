/** CloudFormation's intrinsic functions as data, so that the rest of the template reads like what it makes. */
import type { TemplateValue } from "./template.ts";

/** An object of a template: a map of properties, or an intrinsic function. */
export type TemplateObject = { readonly [key: string]: TemplateValue };

/** What a parameter holds, or what a resource is called. */
export function ref(logicalId: string): TemplateObject {
  return { Ref: logicalId };
}

/** A text with `${…}` in it. */
export function sub(text: string): TemplateObject {
  return { "Fn::Sub": text };
}

export function getAtt(logicalId: string, attribute: string): TemplateObject {
  return { "Fn::GetAtt": [logicalId, attribute] };
}

/** A name that begins with the stack's. */
export function ofStack(name: string): TemplateObject {
  return sub(`\${AWS::StackName}-${name}`);
}

/**
 * The ARN of a function of this stack. It is made of names instead of `GetAtt`, so that functions which invoke each other don't depend
 * on each other: CloudFormation refuses circles.
 */
export function functionArn(name: string): TemplateObject {
  return sub(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:\${AWS::StackName}-${name}`);
}

export function isObject(value: TemplateValue | undefined): value is TemplateObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
