/** The one HTTP port of the local AWS. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Front } from "./front.ts";
import type { ServiceRequest } from "./service.ts";

export interface LocalServer {
  /** As `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** @param front asked for each request */
export async function startServer(port: number, front: Front): Promise<LocalServer> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const response = await front(await readRequest(incoming));
      if (response === "reset") {
        incoming.socket.resetAndDestroy();
        return;
      }
      const { status, headers, body = "" } = response;
      const bodiless = status === 204 || status === 304;
      // A HEAD has the length of what a GET would give.
      outgoing.writeHead(status, bodiless ? headers : { "content-length": Buffer.byteLength(body), ...headers });
      outgoing.end(incoming.method === "HEAD" ? undefined : body);
    } catch {
      // The client went away while it sent, or what it asked for can't be written as HTTP.
      incoming.socket.destroy();
    }
  });
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 120_000;
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new Error(`The port ${port} is taken: stop what listens there, or choose another.`, { cause: error }) : error);
    });
    server.listen(port, "127.0.0.1", () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const url = incoming.url ?? "/";
  const question = url.indexOf("?");
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return {
    method: incoming.method ?? "GET",
    path: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? "" : url.slice(question + 1)),
    headers,
    body: await buffer(incoming),
  };
}
