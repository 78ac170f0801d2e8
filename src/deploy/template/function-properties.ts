/** The properties of a SAM function (AWS SAM developer guide, "AWS::Serverless::Function"): those of Lambda's function, and SAM's own. */
import type { Shape } from "./shape.ts";

const destination: Shape = { fields: { Type: "text", Destination: "text" } };
const names: Shape = { list: "text" };

export const functionProperties: { readonly [property: string]: Shape } = {
  Architectures: names,
  AssumeRolePolicyDocument: "any",
  AutoPublishAlias: "text",
  AutoPublishAliasAllProperties: "boolean",
  AutoPublishCodeSha256: "text",
  CapacityProviderConfig: "any",
  CodeSigningConfigArn: "text",
  CodeUri: "any",
  DeadLetterQueue: { fields: { Type: "text", TargetArn: "text" } },
  DeploymentPreference: "any",
  Description: "text",
  DurableConfig: "any",
  Environment: { fields: { Variables: "any" } },
  EphemeralStorage: { fields: { Size: "number" } },
  EventInvokeConfig: {
    fields: {
      DestinationConfig: { fields: { OnFailure: destination, OnSuccess: destination } },
      MaximumEventAgeInSeconds: "number",
      MaximumRetryAttempts: "number",
    },
  },
  Events: "any",
  FileSystemConfigs: { list: "any" },
  FunctionName: "text",
  FunctionScalingConfig: { fields: { MinExecutionEnvironments: "number", MaxExecutionEnvironments: "number" } },
  FunctionUrlConfig: { fields: { AuthType: "text", Cors: "any", InvokeMode: "text" } },
  Handler: "text",
  ImageConfig: { fields: { Command: names, EntryPoint: names, WorkingDirectory: "text" } },
  ImageUri: "text",
  InlineCode: "text",
  KmsKeyArn: "text",
  Layers: names,
  LoggingConfig: { fields: { ApplicationLogLevel: "text", LogFormat: "text", LogGroup: "text", SystemLogLevel: "text" } },
  MemorySize: "number",
  PackageType: "text",
  PermissionsBoundary: "text",
  Policies: "any",
  PropagateTags: "boolean",
  ProvisionedConcurrencyConfig: { fields: { ProvisionedConcurrentExecutions: "number" } },
  PublishToLatestPublished: "boolean",
  RecursiveLoop: "text",
  ReservedConcurrentExecutions: "number",
  Role: "text",
  RolePath: "text",
  Runtime: "text",
  RuntimeManagementConfig: { fields: { UpdateRuntimeOn: "text", RuntimeVersionArn: "text" } },
  SnapStart: { fields: { ApplyOn: "text" } },
  SourceKMSKeyArn: "text",
  Tags: "any",
  TenancyConfig: { fields: { TenantIsolationMode: "text" } },
  Timeout: "number",
  Tracing: "any",
  VersionDeletionPolicy: "text",
  VersionDescription: "text",
  VpcConfig: { fields: { Ipv6AllowedForDualStack: "boolean", SecurityGroupIds: names, SubnetIds: names } },
};

/** A property that a source can't have a say in, and what to do instead. */
interface OurProperty {
  readonly why: string;
  readonly fix: string;
}

const built: OurProperty = { why: "its code is what 'orchwits build' makes", fix: "Remove it." };
/** Steps are invoked by their functions' names, which means the newest code: what is set for a version or an alias, no execution meets. */
const published: OurProperty = {
  why: "steps are invoked without a version or an alias, so that what fails would get lost",
  fix: "Remove it.",
};

export const ourProperties: Readonly<Record<string, OurProperty>> = {
  FunctionName: { why: "the other functions find it by this name", fix: "Remove it." },
  CodeUri: built,
  InlineCode: built,
  ImageUri: built,
  PackageType: built,
  AutoPublishAlias: published,
  DeploymentPreference: published,
  ProvisionedConcurrencyConfig: published,
  SnapStart: published,
  TenancyConfig: { why: "steps are invoked for no tenant, which Lambda would then refuse", fix: "Remove it." },
  Policies: { why: "these would stand in place of what the step needs", fix: "Use the option 'policies', which adds to it." },
};
