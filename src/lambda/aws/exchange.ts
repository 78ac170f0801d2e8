/** One request and its response, over connections that are kept: Node's own modules, because `fetch` costs a cold start 50 ms. */
import type { Agent } from "node:http";
import type { Socket } from "node:net";

export interface HttpRequest {
  readonly protocol: "http:" | "https:";
  readonly host: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string | Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Patience {
  /** How long a connection may take to be made. */
  readonly connectMilliseconds: number;
  /** How long nothing may come or go. */
  readonly idleMilliseconds: number;
}

/** What befell a connection; `stale` where that was a kept one, which may have ended long ago, as while a function was frozen. */
export interface ExchangeFault extends Error {
  readonly name: "ExchangeFault";
  readonly code: string;
  readonly stale: boolean;
}

const agents = new Map<string, Agent>();

/** Importing `node:http` as a module would read all that it exports, `WebSocket` included: ten times the time of what is used here. */
function moduleFor(protocol: HttpRequest["protocol"]) {
  return protocol === "https:" ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
}

function agentFor(protocol: HttpRequest["protocol"]): Agent {
  let agent = agents.get(protocol);
  if (!agent) {
    agent = new (moduleFor(protocol).Agent)({ keepAlive: true, maxSockets: 50 });
    agents.set(protocol, agent);
  }
  return agent;
}

/** @throws {ExchangeFault} when no whole response came */
export function exchange({ protocol, host, method, path, headers, body }: HttpRequest, patience: Patience): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const request = moduleFor(protocol).request(`${protocol}//${host}`, { agent: agentFor(protocol), method, path, headers });
    const fail = ({ message, code, name }: { message: string; code?: string; name?: string }) => {
      request.destroy();
      const stale = request.reusedSocket && (code === "ECONNRESET" || code === "EPIPE");
      // No class of its own: these bytes are in every function.
      reject(Object.assign(new Error(message), { name: "ExchangeFault", code: code ?? name ?? "", stale }));
    };
    const giveUp = (message: string) => fail({ message, code: "ETIMEDOUT" });
    request.on("error", fail);
    request.on("socket", (socket) => limitConnecting(socket, protocol, patience.connectMilliseconds, giveUp));
    request.setTimeout(patience.idleMilliseconds, () => giveUp(`nothing was heard for ${patience.idleMilliseconds} ms`));
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => void chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () => resolve({ status: response.statusCode as number, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.end(body);
  });
}

function limitConnecting(socket: Socket, protocol: string, milliseconds: number, giveUp: (message: string) => void): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => giveUp(`no connection was made within ${milliseconds} ms`), milliseconds);
  const stop = () => clearTimeout(timer);
  socket.once(protocol === "https:" ? "secureConnect" : "connect", stop);
  socket.once("close", stop);
}
