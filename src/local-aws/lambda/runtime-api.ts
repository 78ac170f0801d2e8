/** The Runtime API, as Lambda serves it to one execution environment: whatever runtime speaks it can run a function here. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An invocation, as a runtime is given it. */
export interface RuntimeTask {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly functionArn: string;
  /** Milliseconds since 1970, by the machine's clock. */
  readonly deadline: number;
  readonly traceHeader: string;
  readonly clientContext?: string | undefined;
}

/** What a runtime tells. */
export interface RuntimeListener {
  /** It waits for an invocation. */
  ready(): void;
  responded(requestId: string, payload: Buffer): void;
  failed(requestId: string, error: Buffer): void;
  /** It could not start. */
  initFailed(error: Buffer): void;
}

const prefix = "/2018-06-01/runtime/";

export class RuntimeApi {
  readonly #server: Server;
  #waiting: ServerResponse | undefined;

  constructor(listener: RuntimeListener) {
    this.#server = createServer((request, response) => {
      response.on("close", () => {
        if (this.#waiting === response) this.#waiting = undefined;
      });
      void answer(request, response, listener, () => {
        this.#waiting = response;
        listener.ready();
      });
    });
    // A runtime waits for its next invocation as long as it takes.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  /** Opens the server, and gives its address as `AWS_LAMBDA_RUNTIME_API` has it. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => this.#server.once("error", reject).listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the runtime that waits. */
  give({ requestId, payload, functionArn, deadline, traceHeader, clientContext }: RuntimeTask): void {
    const response = this.#waiting;
    this.#waiting = undefined;
    response?.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": requestId,
      "lambda-runtime-deadline-ms": String(Math.round(deadline)),
      "lambda-runtime-invoked-function-arn": functionArn,
      "lambda-runtime-trace-id": traceHeader,
      ...(clientContext === undefined ? {} : { "lambda-runtime-client-context": clientContext }),
    });
    response?.end(payload);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, listener: RuntimeListener, wait: () => void): Promise<void> {
  const path = request.url?.startsWith(prefix) ? request.url.slice(prefix.length) : "";
  if (request.method === "GET" && path === "invocation/next") return wait();
  const body = await readBody(request).catch(() => undefined);
  // The process died while it sent.
  if (!body) return;
  const [, requestId, what] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  const known = request.method === "POST" && (requestId !== undefined || path === "init/error");
  response.writeHead(known ? 202 : 404, { "content-type": "application/json" });
  response.end(known ? '{"status":"OK"}' : `{"errorType":"InvalidRequest","errorMessage":"There is no ${request.method} ${request.url}."}`);
  if (!known) return;
  if (requestId === undefined) listener.initFailed(body);
  else if (what === "response") listener.responded(requestId, body);
  else listener.failed(requestId, body);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
