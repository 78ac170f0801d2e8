/** Answers what the measured handlers ask of AWS at once: only the time that they spend themselves is to be seen. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface AnsweringServer {
  readonly endpoint: string;
  /** Requests since the last call, as `service operation`. */
  takeRequests(): string[];
  close(): void;
}

export async function startAnsweringServer(): Promise<AnsweringServer> {
  let requests: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { operation, status, body } = answer(request, Buffer.concat(chunks).toString());
    requests.push(operation);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "1" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeRequests: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
    close: () => server.close(),
  };
}

function answer({ url = "", headers }: IncomingMessage, asked: string): { operation: string; status: number; body: string } {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return { operation: target.replace(/^.*\./, ""), status: 200, body: item(asked) };
  if (url.includes("/invocations")) return { operation: "Invoke", status: 202, body: "" };
  if (url.includes("/checkpoint")) return { operation: "Checkpoint", status: 200, body: checkpoint(asked) };
  return { operation: `unexpected ${url}`, status: 404, body: "{}" };
}

/** What DynamoDB says to an update that worked: the item, where that was asked for. */
function item(asked: string): string {
  const { ReturnValues, Key, ExpressionAttributeNames: names, ExpressionAttributeValues: values, UpdateExpression } = JSON.parse(asked);
  if (ReturnValues !== "ALL_NEW") return "{}";
  const assignments = [...(UpdateExpression as string).matchAll(/(#?\w+) = (?:if_not_exists\([^,]*, *)?(:\w+)/g)];
  const set = assignments.map(([, name = "", value = ""]) => [names[name] ?? name, values[value]]);
  return JSON.stringify({ Attributes: { ...Key, ...Object.fromEntries(set) } });
}

/** What durable functions' service says to a checkpoint: the operations as they are now. */
function checkpoint(asked: string): string {
  const { Updates = [] } = JSON.parse(asked) as { Updates?: readonly Record<string, unknown>[] };
  const operations = Updates.map(({ Id, ParentId, Name, Type, SubType, Action, Payload }) => ({
    ...{ Id, ParentId, Name, Type, SubType, StartTimestamp: Date.now() / 1_000 },
    Status: Action === "START" ? "STARTED" : "SUCCEEDED",
    StepDetails: { Attempt: 1, Result: Payload },
  }));
  return JSON.stringify({ CheckpointToken: "2", NewExecutionState: { Operations: operations } });
}
