/** Breaks requests in every way that a network and a service can, and looks at what the caller is told. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../engine/clock.ts";
import { AwsClient, type AwsOptions, type AwsRequest, type ReadResponse } from "./aws-client.ts";
import { AwsError } from "./aws-error.ts";
import { type Answer, type RecordingServer, reply, reset, silence, startRecordingServer, truncate } from "./recording-server.fixture.ts";
import { afterSetback } from "./refusal.ts";

let server: RecordingServer;
/** How long was waited between attempts. */
let waits: number[];
beforeEach(async () => {
  server = await startRecordingServer();
  waits = [];
});
afterEach(() => server.close());

const clock: Clock = {
  now: () => 0,
  schedule(milliseconds, task) {
    waits.push(milliseconds);
    setImmediate(task);
    return () => {};
  },
};
const credentials = {
  accessKeyId: "AKIASECRETKEYIDXYZ01",
  secretAccessKey: "very/secret/access/key/of/forty/letters0",
  sessionToken: "session-token-secret",
};
const request: AwsRequest = { service: "dynamodb", operation: "GetItem", method: "POST", path: "/", body: "{}" };

const read: ReadResponse<unknown> = ({ body }) => JSON.parse(body.toString());

function send(options: Partial<AwsOptions> = {}, change: Partial<AwsRequest> = {}): Promise<unknown> {
  return open(options).send({ ...request, ...change }, read);
}

function open(options: Partial<AwsOptions>): AwsClient {
  return new AwsClient({
    ...{ region: "us-east-1", clock, random: () => 0.999_999, credentials: () => credentials },
    environment: { AWS_ENDPOINT_URL: server.endpoint },
    patience: { connectMilliseconds: 60_000, idleMilliseconds: 60_000 },
    ...options,
  });
}

async function failure(sent: Promise<unknown>): Promise<AwsError> {
  const error = await sent.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AwsError);
  return error as AwsError;
}

const json = (status: number, type: string, message = "no") =>
  reply(status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }));
const ok = reply(200, '{"ok":true}');

describe("what passes by itself is tried again", () => {
  const passing: readonly (readonly [string, Answer])[] = [
    ["ProvisionedThroughputExceededException", json(400, "ProvisionedThroughputExceededException")],
    ["ThrottlingException", json(400, "ThrottlingException")],
    ["RequestLimitExceeded", json(400, "RequestLimitExceeded")],
    [
      "TooManyRequestsException",
      reply(429, '{"Reason":"ConcurrentInvocationLimitExceeded"}', { "x-amzn-errortype": "TooManyRequestsException" }),
    ],
    ["SlowDown", reply(503, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>")],
    ["RequestTimeout of S3", reply(400, "<Error><Code>RequestTimeout</Code></Error>")],
    ["SQS's own", reply(403, '{"__type":"com.amazonaws.sqs#RequestThrottled"}')],
    ["a 500 without a word", reply(500, "")],
    ["a 502 of something in between", reply(502, "<html>Bad Gateway</html>")],
    ["a broken connection", reset],
    ["a body that breaks off", truncate],
    ["a body that is not what it should be", reply(200, '{"Item":')],
    ["silence", silence],
  ];

  /** Only where nothing is said: an answer may take its time on a busy machine. */
  const patienceFor = (answer: Answer) =>
    answer === silence ? { patience: { connectMilliseconds: 60_000, idleMilliseconds: 1_000 } } : {};

  test.each(passing)("%s", async (_, answer) => {
    server.answer(answer, answer, answer, ok);
    expect(await send(patienceFor(answer))).toEqual({ ok: true });
    expect(server.recorded).toHaveLength(4);
    expect(new Set(server.recorded.map(({ body }) => body))).toEqual(new Set(["{}"]));
  });

  test.each(passing)("but not for ever: %s", async (_, answer) => {
    server.answer(answer);
    const error = await failure(send(patienceFor(answer)));
    expect(server.recorded).toHaveLength(4);
    expect(error.message).toMatch(/^dynamodb GetItem failed after 4 attempts: \S/);
    expect(error.origin).toBe("system");
  });

  test("each time after up to twice as long, and longer where a service is throttled", async () => {
    server.answer(reply(500, ""));
    await failure(send());
    server.answer(json(400, "ThrottlingException"));
    await failure(send());
    expect(waits.map(Math.round)).toEqual([50, 100, 200, 200, 400, 800]);
  });

  test("after any part of that: retries of many don't come at once", async () => {
    server.answer(reply(500, ""));
    await failure(send({ random: () => 0.25 }));
    expect(waits).toEqual([12.5, 25, 50]);
  });

  test("as long as the service asks for, within reason", async () => {
    const lambda = (seconds: string) =>
      reply(429, '{"Type":"User"}', { "x-amzn-errortype": "TooManyRequestsException", "retry-after": seconds });
    server.answer(lambda("1"), lambda("3600"), lambda("Wed, 21 Oct 2026 07:28:00 GMT"), ok);
    await send();
    expect(waits.map(Math.round)).toEqual([1_000, 5_000, 800]);
  });

  test("a connection that the server has closed meanwhile is replaced at once", async () => {
    server.answer(ok, ok, reset, ok);
    await send();
    await send();
    expect(server.connections()).toBe(1);
    await send();
    expect(waits).toEqual([]);
    expect(server.connections()).toBe(2);
  });

  test("however many were kept while the function was frozen", async () => {
    const waiting: (() => void)[] = [];
    server.answer((...what) => waiting.push(() => ok(...what)) === 6 && waiting.forEach((answer) => void answer()));
    await Promise.all(Array.from({ length: 6 }, () => send()));
    expect(server.connections()).toBe(6);
    server.answer(reset, reset, reset, reset, reset, reset, ok);
    expect(await send()).toEqual({ ok: true });
    expect(waits).toEqual([]);
    expect(server.connections()).toBe(7);
  });

  test("no server at all", async () => {
    await server.close();
    const error = await failure(send());
    expect(error).toMatchObject({ code: "ECONNREFUSED", service: "dynamodb", operation: "GetItem" });
    expect(error.status).toBeUndefined();
    expect(waits).toHaveLength(3);
    server = await startRecordingServer();
  });

  test("a host with several addresses, of which Node tells nothing together", async () => {
    const thrown = Object.assign(new Error(), { name: "ExchangeFault", code: "ECONNREFUSED", stale: false });
    const error = await failure(afterSetback(open({ attempts: 1 }), request, credentials, 1, { thrown }));
    expect(error.message).toBe("dynamodb GetItem failed: ECONNREFUSED.");
  });
});

describe("what won't pass is told", () => {
  test("with the service's own code, words and request", async () => {
    server.answer(
      reply(400, '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}', {
        "x-amzn-requestid": "REQ1",
      }),
    );
    const error = await failure(send());
    expect(error.message).toBe(
      "dynamodb GetItem failed: ResourceNotFoundException, Requested resource not found (status 400, request REQ1).",
    );
    expect(error).toMatchObject({ status: 400, code: "ResourceNotFoundException", requestId: "REQ1" });
    expect(server.recorded).toHaveLength(1);
  });

  test.each([
    ["ResourceNotFoundException", "{}"],
    ["ResourceNotFoundException:http://internal.amazon.com/coral/com.amazon.coral.service/#x", "{}"],
    ["com.amazonaws.lambda#ResourceNotFoundException, ResourceNotFoundException", "{}"],
    ["", '{"__type":"com.amazon.coral.service#ResourceNotFoundException"}'],
    ["", '{"__type":"ResourceNotFoundException:http://internal.amazon.com/coral/com.amazon.coral.service/"}'],
    ["", '{"code":"ResourceNotFoundException"}'],
  ])("by its name, however it is written: header '%s', body %s", async (type, body) => {
    server.answer(reply(404, body, type ? { "x-amzn-errortype": type } : {}));
    expect((await failure(send())).code).toBe("ResourceNotFoundException");
  });

  test("in S3's XML", async () => {
    const xml =
      '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code><Message>&lt;Access&gt; &amp;amp; Denied</Message><RequestId>R</RequestId></Error>';
    server.answer(reply(403, xml, { "x-amz-request-id": "R2" }));
    const error = await failure(send({}, { service: "s3", operation: "GetObject", method: "GET", body: "", bucket: "b" }));
    expect(error.message).toBe("s3 GetObject failed: AccessDenied, <Access> &amp; Denied (status 403, request R2).");
  });

  test.each([
    ["nothing", ""],
    ["HTML", "<html>no</html>"],
    ["no object", "null"],
    ["an array", "[1]"],
  ])("even where the answer is %s", async (_, body) => {
    server.answer(reply(418, body));
    expect((await failure(send())).message).toBe("dynamodb GetItem failed: Status418 (status 418).");
  });

  test("without anything that must stay secret", async () => {
    const canonical = `POST\n/\n\nhost:x\nx-amz-security-token:${credentials.sessionToken}`;
    const message = `The request signature ${credentials.accessKeyId} ${credentials.sessionToken} does not match.\n\nThe Canonical String for this request should have been\n'${canonical}'`;
    server.answer(json(400, "InvalidSignatureException", message));
    const error = await failure(send());
    expect(error.message).toContain("InvalidSignatureException, The request signature … … does not match (status 400)");
    const everything = JSON.stringify({ ...error, message: error.message, stack: error.stack, keys: Object.keys(error) });
    for (const secret of Object.values(credentials)) expect(everything).not.toContain(secret);
    expect(Object.keys(error)).not.toContain("answer");
  });

  test("missing credentials, by name", async () => {
    const error = await failure(
      send({ credentials: undefined, environment: { AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: "A" } }),
    );
    expect(error.code).toBe("CredentialsMissing");
    expect(error.message).toContain("AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set");
  });
});

test("credentials are asked for at each attempt, so that renewed ones are used", async () => {
  let asked = 0;
  server.answer(reply(500, ""), ok);
  await send({ credentials: async () => ({ ...credentials, accessKeyId: `KEY${++asked}` }) });
  expect(server.recorded.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization as string)?.[1])).toEqual(["KEY1", "KEY2"]);
});

test("what is sent is whole, in any encoding, and its hash is signed", async () => {
  const body = '{"ä":"💡\u2028"}';
  await send({}, { body });
  expect(server.recorded[0]?.body).toBe(body);
  expect(server.recorded[0]?.headers["content-length"]).toBe(String(Buffer.byteLength(body)));
  expect(server.recorded[0]?.headers["x-amz-content-sha256"]).toBe(createHash("sha256").update(body).digest("hex"));
});

test("the trace goes on, unsigned", async () => {
  process.env._X_AMZN_TRACE_ID = "Root=1-5759e988-bd862e3fe1be46a994272793";
  try {
    await send();
  } finally {
    delete process.env._X_AMZN_TRACE_ID;
  }
  expect(server.recorded[0]?.headers["x-amzn-trace-id"]).toBe("Root=1-5759e988-bd862e3fe1be46a994272793");
  expect(server.recorded[0]?.headers.authorization).not.toContain("trace");
});
