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

/** Properties that a source can't have a say in, and why. */
export const ourProperties: Readonly<Record<string, string>> = {
  FunctionName: "the other functions find it by this name",
  CodeUri: "its code is what 'orchwits build' makes",
  InlineCode: "its code is what 'orchwits build' makes",
  ImageUri: "its code is what 'orchwits build' makes",
  PackageType: "its code is what 'orchwits build' makes",
};
