// @ts-check
/** Runs a handler in a process of its own, as Lambda's Node runtime does: it takes invocations from the Runtime API until that goes away. */
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeConsoleAsJson } from "./console-lines.mjs";

const environment = process.env;
const [hostname, port] = (environment.AWS_LAMBDA_RUNTIME_API ?? "").split(":");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

// The other end is held by whoever runs Lambda here: when that process is gone, however it went, this one has no reason to stay.
new Socket({ fd: 3 })
  .on("error", () => {})
  .on("close", () => process.exit(1))
  .resume()
  .unref();

/** @type {string | undefined} */
let requestId;
if (environment.AWS_LAMBDA_LOG_FORMAT === "JSON") writeConsoleAsJson(() => requestId);

/** What goes wrong outside the handler's promise is the fault of the invocation that runs, or of the start. */
/** @type {(error: unknown, type: string) => Promise<unknown>} */
let report = (error, type) => post("init/error", describe(error, type), type);
process.on("uncaughtException", (error) => report(error, "Runtime.UncaughtException").finally(() => process.exit(129)));
process.on("unhandledRejection", (error) => report(error, "Runtime.UnhandledPromiseRejection").finally(() => process.exit(128)));

const handler = await loadHandler().catch(async (error) => {
  const type = error instanceof Error && error.name.startsWith("Runtime.") ? error.name : "Runtime.UserCodeError";
  const described = describe(error, type);
  process.stderr.write(`Init Error\t${JSON.stringify(described)}\n`);
  await post("init/error", described, type).catch(() => {});
  process.exit(1);
});
// Without the Runtime API there is nothing to do, and nobody to tell.
await serve(handler).catch(() => process.exit(1));

/** @param {(event: unknown, context: unknown) => unknown} handler */
async function serve(handler) {
  for (;;) {
    const { headers, body } = await call("GET", "invocation/next");
    const id = String(headers["lambda-runtime-aws-request-id"]);
    requestId = id;
    report = (error, type) => fail(id, error, type);
    const trace = headers["lambda-runtime-trace-id"];
    if (typeof trace === "string") environment._X_AMZN_TRACE_ID = trace;
    else delete environment._X_AMZN_TRACE_ID;
    let answer;
    try {
      answer = JSON.stringify(await handler(JSON.parse(body), contextOf(id, headers))) ?? "null";
    } catch (error) {
      await fail(id, error);
      continue;
    }
    await call("POST", `invocation/${id}/response`, answer);
  }
}

/** @param {string} id @param {unknown} error @param {string} [type] */
async function fail(id, error, type) {
  const described = describe(error, type);
  process.stderr.write(`Invoke Error\t${JSON.stringify(described)}\n`);
  await post(`invocation/${id}/error`, described, described.errorType);
}

/** @param {string} id @param {import("node:http").IncomingHttpHeaders} headers */
function contextOf(id, headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const clientContext = headers["lambda-runtime-client-context"];
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    clientContext: typeof clientContext === "string" ? JSON.parse(clientContext) : undefined,
    identity: undefined,
    awsRequestId: id,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function loadHandler() {
  const name = environment._HANDLER ?? "";
  const [, path, exported] = /^(.*?[^/\\]*?)\.([^/\\]+)$/.exec(name) ?? [];
  if (path === undefined || exported === undefined) throw named("Runtime.MalformedHandlerName", `'${name}' is no handler name.`);
  const folder = environment.LAMBDA_TASK_ROOT ?? ".";
  const file = ["", ".js", ".mjs", ".cjs"].map((ending) => join(folder, `${path}${ending}`)).find((candidate) => existsSync(candidate));
  if (!file) throw named("Runtime.ImportModuleError", `Cannot find module '${path}' in ${folder}.`);
  const module = await import(pathToFileURL(file).href);
  const find = (/** @type {any} */ from) => exported.split(".").reduce((value, key) => value?.[key], from);
  const handler = find(module) ?? find(module.default);
  if (typeof handler !== "function") throw named("Runtime.HandlerNotFound", `${name} is undefined or not a function.`);
  // From Node 24 on, Lambda refuses such handlers with this error.
  if (handler.length >= 3) {
    throw named("Runtime.CallbackHandlerDeprecated", "Lambda has no callbacks from Node.js 24 on. Make the handler an async function.");
  }
  return handler;
}

/** @param {string} name @param {string} message */
function named(name, message) {
  return Object.assign(new Error(message), { name });
}

/** @param {unknown} error @param {string} [type] */
function describe(error, type) {
  if (!(error instanceof Error)) return { errorType: type ?? typeof error, errorMessage: String(error), trace: [] };
  return { errorType: type ?? error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}

/** @param {string} path @param {object} error @param {string} type */
function post(path, error, type) {
  return call("POST", path, JSON.stringify(error), { "lambda-runtime-function-error-type": type });
}

/**
 * @param {string} method @param {string} path @param {string} [body] @param {Record<string, string>} [headers]
 * @returns {Promise<{ headers: import("node:http").IncomingHttpHeaders, body: string }>}
 */
function call(method, path, body = "", headers = {}) {
  const length = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers: { ...headers, ...length } });
    sent.on("error", reject).on("response", (response) => {
      const chunks = /** @type {Buffer[]} */ ([]);
      response.on("data", (chunk) => chunks.push(chunk)).on("error", reject);
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.end(body);
  });
}
