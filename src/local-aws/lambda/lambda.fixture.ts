/** What tests of the local Lambda need around it: a server, queues in memory, functions written on the spot. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { onTestFinished } from "vitest";
import { ManualClock } from "../../local/manual-clock.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";
import type { QueuedMessage, Queues } from "../queues.ts";
import { errorResponse, ServiceError } from "../service-error.ts";
import type { FunctionLogLine } from "./function-log.ts";
import { type LambdaOptions, LambdaService } from "./lambda-service.ts";

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** Queues whose messages are visible until they are received, and again when they were not removed. */
export class MemoryQueues implements Queues {
  readonly messages = new Map<string, QueuedMessage[]>();
  readonly #hidden = new Map<string, QueuedMessage>();
  #count = 0;

  async create(name: string) {
    return { url: `http://localhost/${name}`, arn: queueArn(name) };
  }
  async delete(arn: string) {
    this.messages.delete(arn);
  }
  async send(arn: string, body: string) {
    const id = String(this.#count++);
    this.of(arn).push({ messageId: id, receiptHandle: id, body, attributes: {}, messageAttributes: {} });
  }
  async receive(arn: string, most: number) {
    const taken = this.of(arn).splice(0, most);
    for (const message of taken) this.#hidden.set(message.receiptHandle, message);
    return taken;
  }
  async remove(_arn: string, receiptHandle: string) {
    this.#hidden.delete(receiptHandle);
  }
  async changeVisibility(arn: string, receiptHandle: string) {
    const message = this.#hidden.get(receiptHandle);
    if (this.#hidden.delete(receiptHandle) && message) this.of(arn).push(message);
  }
  get hidden(): readonly QueuedMessage[] {
    return [...this.#hidden.values()];
  }
  of(arn: string): QueuedMessage[] {
    const found = this.messages.get(arn) ?? [];
    this.messages.set(arn, found);
    return found;
  }
}

/** A local Lambda of a test, behind a server of its own. Its functions call as a principal with all rights, unless told otherwise. */
export async function openLambda(options: Partial<LambdaOptions> = {}) {
  const clock = new ManualClock();
  const queues = new MemoryQueues();
  const log: FunctionLogLine[] = [];
  const folder = mkdtempSync(join(tmpdir(), "orchwits-lambda-"));
  let endpoint = "";
  const lambda = new LambdaService({
    clock,
    queues,
    endpoint: () => endpoint,
    onLog: (line) => log.push(line),
    random: () => 0,
    ...options,
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
      const headers = request.headers as Record<string, string>;
      const asked = { method: request.method ?? "", path: pathname, query: searchParams, headers, body: Buffer.concat(chunks) };
      const answer = await lambda.handle(asked).catch((error: unknown) => {
        if (error instanceof ServiceError) return errorResponse(error, "rest-json");
        throw error;
      });
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const client = new LambdaClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    await lambda.close();
    client.destroy();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let count = 0;
  /** Makes a function of a module's source. */
  const put = (name: string, source: string, changes: Partial<FunctionConfiguration> = {}) => {
    const file = `${name}${count++}`;
    writeFileSync(join(folder, `${file}.mjs`), source);
    const all = [{ Effect: "Allow", Action: "*", Resource: "*" }] as const;
    lambda.put({
      name,
      folder,
      handler: `${file}.handler`,
      memoryMegabytes: 256,
      timeoutSeconds: 10,
      environment: {},
      principal: { arn: `arn:aws:iam::000000000000:role/${name}`, accessKeyId: name, secretAccessKey: "secret", statements: all },
      maximumRetryAttempts: 2,
      maximumEventAgeSeconds: 6 * 3600,
      recursiveLoop: "Terminate",
      logGroup: `/aws/lambda/${name}`,
      ...changes,
    });
  };
  return { lambda, client, clock, queues, log, put, endpoint, folder };
}

/** Waits until something holds, in real time. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
