/** A server that notes what it is asked and answers as it is told, down to broken connections. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Recorded {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

export interface RecordingServer {
  readonly endpoint: string;
  readonly recorded: Recorded[];
  /** What the next requests are answered, in order; after that, the last one again. */
  answer(...answers: Answer[]): void;
  /** How many connections were made. */
  connections(): number;
  close(): Promise<void>;
}

export async function startRecordingServer(): Promise<RecordingServer> {
  const recorded: Recorded[] = [];
  let answers: Answer[] = [reply(200, "{}")];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url as string, "http://localhost");
    recorded.push({
      method: request.method as string,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers as Recorded["headers"],
      body: (await buffer(request)).toString(),
    });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) as Answer;
    answer(response, request);
  });
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    recorded,
    connections: () => connections,
    answer(...next) {
      answers = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function reply(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers }).end(body);
}

/** The connection breaks before anything is answered. */
export const reset: Answer = (_, request) => request.socket.resetAndDestroy();

/** It breaks in the middle of a body. */
export const truncate: Answer = (response, request) => {
  response.writeHead(200, { "content-length": 1_000 }).write('{"Item":');
  setImmediate(() => request.socket.destroy());
};

/** Nothing ever comes. */
export const silence: Answer = () => {};
