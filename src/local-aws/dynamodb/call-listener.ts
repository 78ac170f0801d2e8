/** Calls a listener of an HTTP server without a connection, so that an embedded server needs no port and loses no time. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ServiceResponse } from "../service.ts";

export interface ListenerRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export function callListener(listener: RequestListener, { method, url, headers, body }: ListenerRequest): Promise<ServiceResponse> {
  return new Promise((resolve) => {
    const incoming = Object.assign(Readable.from([Buffer.from(body)]), { method, url, headers });
    const answer: Record<string, string> = {};
    const outgoing = {
      statusCode: 200,
      setHeader(name: string, value: unknown) {
        answer[name.toLowerCase()] = String(value);
      },
      end(text = "") {
        resolve({ status: outgoing.statusCode, headers: answer, body: text });
      },
    };
    listener(incoming as unknown as IncomingMessage, outgoing as unknown as ServerResponse & { req: IncomingMessage });
  });
}
