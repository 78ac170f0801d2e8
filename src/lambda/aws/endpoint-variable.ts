/** Which of AWS's standard environment variables says where a service is, so that what it says can also be told. */

export type ServiceName = "dynamodb" | "s3" | "lambda" | "sqs" | "scheduler" | "cloudformation";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment variable that says where a service is, if one does. */
export function endpointVariable(service: string, environment: Environment): string | undefined {
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true") return undefined;
  return [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, "AWS_ENDPOINT_URL"].find((name) => environment[name]);
}
