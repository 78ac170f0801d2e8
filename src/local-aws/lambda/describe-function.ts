/** Functions as Lambda's API describes them. */
import type { FunctionConfiguration } from "../function-configuration.ts";
import { functionArn } from "./function-arn.ts";
import { urlPath } from "./function-url.ts";
import { lambdaError } from "./lambda-error.ts";

export function describeFunction(configuration: FunctionConfiguration): object {
  const { name, handler, memoryMegabytes, timeoutSeconds, environment, principal, logGroup, logFormat = "Text" } = configuration;
  return {
    FunctionName: name,
    FunctionArn: functionArn(name),
    Runtime: "nodejs24.x",
    Role: principal.arn,
    Handler: handler,
    Timeout: timeoutSeconds,
    MemorySize: memoryMegabytes,
    Version: "$LATEST",
    PackageType: "Zip",
    State: "Active",
    LastUpdateStatus: "Successful",
    Environment: { Variables: environment },
    LoggingConfig: { LogFormat: logFormat, LogGroup: logGroup },
  };
}

export function describeUrl({ name, url }: FunctionConfiguration, endpoint: string): object {
  if (!url) throw lambdaError("ResourceNotFoundException", `The function ${name} has no URL.`);
  const AuthType = url === "iam" ? "AWS_IAM" : "NONE";
  return { FunctionUrl: `${endpoint}${urlPath(name)}`, FunctionArn: functionArn(name), AuthType, InvokeMode: "BUFFERED" };
}
