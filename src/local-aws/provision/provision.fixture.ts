/** What tests of stacks need: a local AWS, clients, and functions whose code stands in the template. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { onTestFinished } from "vitest";
import type { Template, TemplateResource } from "../../deploy/template/template.ts";
import { startLocalAws } from "../local-aws.ts";

export async function open() {
  const messages: string[] = [];
  const aws = await startLocalAws({ onLog: ({ message, own }) => own && !message.startsWith("Invoke Error") && messages.push(message) });
  const folder = mkdtempSync(join(tmpdir(), "orchwits-provision-"));
  const clients: { destroy(): void }[] = [];
  const connect = <C extends { destroy(): void }>(Client: new (options: object) => C): C => {
    const { accessKeyId, secretAccessKey } = aws.root;
    const client = new Client({
      endpoint: aws.endpoint,
      region: aws.region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      maxAttempts: 1,
    });
    clients.push(client);
    return client;
  };
  onTestFinished(async () => {
    for (const client of clients) client.destroy();
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  });
  /** The folder of a function whose source is its CodeUri. */
  let count = 0;
  const codeFolderOf = (_id: string, { CodeUri }: { readonly [key: string]: unknown }) => {
    const own = join(folder, String(count++));
    mkdirSync(own);
    writeFileSync(join(own, "index.mjs"), `export const handler = async (event) => { ${String(CodeUri)} };`);
    return own;
  };
  const invoke = async (FunctionName: string, payload: unknown = {}) => {
    const answer = await connect(LambdaClient).send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  };
  return { aws, connect, codeFolderOf, invoke, messages };
}

export const template = (Resources: Record<string, TemplateResource>, more: Partial<Template> = {}): Template => ({
  AWSTemplateFormatVersion: "2010-09-09",
  Transform: "AWS::Serverless-2016-10-31",
  Resources,
  ...more,
});

export const lambda = (CodeUri: string, more: object = {}): TemplateResource => ({
  Type: "AWS::Serverless::Function",
  Properties: { CodeUri, Handler: "index.handler", MemorySize: 256, Timeout: 10, ...more },
});
