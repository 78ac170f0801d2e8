/** `orchwits/client`: starts and operates the executions of a deployed pipeline from any program, typed by its class. */
export { ExecutionCancelled, ExecutionFailed, StartFailed, UnknownStack } from "./client/client-errors.ts";
export type { ClientOptions } from "./client/client-options.ts";
export { type Client, createClient, type ResultOptions, type StartOptions } from "./client/create-client.ts";
export type { Description } from "./client/describe-execution.ts";
export type { Started } from "./client/invoke-start.ts";
export { ExecutionConflict, InvalidInput, OrchwitsError, UnknownExecution } from "./engine/errors.ts";
export type { ResumeRequest } from "./engine/resume-execution.ts";
export { AwsError } from "./lambda/aws/aws-error.ts";
export type { StackResources } from "./model/stack-resources.ts";
