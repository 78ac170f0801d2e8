/** A CloudFormation template as plain data, with SAM's resource types: what everything after it reads. */

/** A value in a template: JSON, with `Ref`, `Fn::Sub`, `Fn::GetAtt` and `Fn::Join` as objects of one key. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly [property: string]: TemplateValue };
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Condition?: string;
  readonly Metadata?: { readonly [key: string]: TemplateValue };
}

export interface Template {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Transform: "AWS::Serverless-2016-10-31";
  readonly Description?: string;
  readonly Parameters?: { readonly [name: string]: { readonly [property: string]: TemplateValue } };
  readonly Conditions?: { readonly [name: string]: TemplateValue };
  readonly Resources: { readonly [logicalId: string]: TemplateResource };
  readonly Outputs?: { readonly [name: string]: { readonly Description?: string; readonly Value: TemplateValue } };
}

/** Where a function's code lies: a folder or zip file relative to the template, or an object in S3. */
export type CodeLocation = string | { readonly Bucket: string; readonly Key: string };
