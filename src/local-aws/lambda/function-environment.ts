/** The environment variables of a function's process: those that Lambda sets, its own, and nothing of this machine's. */
import { tmpdir } from "node:os";
import type { FunctionConfiguration } from "../function-configuration.ts";
import { region } from "../service.ts";

interface Surroundings {
  readonly endpoint: string;
  readonly runtimeApi: string;
  readonly logStream: string;
}

/** Variables of this machine without which some systems can't run a program. */
const needed = ["PATH", "SystemRoot", "LD_LIBRARY_PATH"];

export function functionEnvironment(configuration: FunctionConfiguration, surroundings: Surroundings): Record<string, string> {
  const { name, folder, handler, memoryMegabytes, environment, principal, logGroup, logFormat = "Text" } = configuration;
  const ofMachine = needed.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]] as const]));
  return {
    ...Object.fromEntries(ofMachine),
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    TMPDIR: tmpdir(),
    // Lambda leaves a tenth of the memory to what isn't the heap; a heap that outgrows it ends the process.
    // Traces name places in the source: that costs nothing until there is one.
    NODE_OPTIONS: `--max-old-space-size=${Math.floor(memoryMegabytes * 0.9)} --enable-source-maps`,
    ...environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: principal.accessKeyId,
    AWS_SECRET_ACCESS_KEY: principal.secretAccessKey,
    ...(principal.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: principal.sessionToken }),
    AWS_ENDPOINT_URL: surroundings.endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split(".")[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_FORMAT: logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: surroundings.logStream,
    AWS_LAMBDA_RUNTIME_API: surroundings.runtimeApi,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
  };
}
