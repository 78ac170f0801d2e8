/** Signs for a wrong time, and looks at how the right one is found: from what services say when they refuse. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Clock } from "../../engine/clock.ts";
import { AwsClient } from "./aws-client.ts";
import { type Answer, type RecordingServer, reply, startRecordingServer } from "./recording-server.fixture.ts";

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(() => server.close());

const hour = 3_600_000;
const clock: Clock = {
  now: () => 0,
  schedule(_, task) {
    setImmediate(task);
    return () => {};
  },
};
const request = { service: "dynamodb", operation: "GetItem", method: "POST", path: "/", body: "{}" } as const;

function open(wrongBy: number): { send(): Promise<unknown> } {
  const client = new AwsClient({
    ...{ region: "us-east-1", clock, credentials: () => ({ accessKeyId: "a", secretAccessKey: "s" }) },
    environment: { AWS_ENDPOINT_URL: server.endpoint },
    signingTime: () => Date.now() + wrongBy,
  });
  return { send: () => client.send(request, ({ body }) => JSON.parse(body.toString())) };
}

const ok = reply(200, '{"ok":true}');
const refused = reply(403, '{"__type":"RequestTimeTooSkewed"}');

function minutesOff(date: string | undefined): number {
  return Math.abs(Date.parse(String(date).replace(/(..)(..)T(..)(..)/, "-$1-$2T$3:$4:")) - Date.now()) / 60_000;
}

/** As services do, which take what is up to five minutes off. */
const strict: Answer = (response, sent) => (minutesOff(String(sent.headers["x-amz-date"])) > 5 ? refused : ok)(response, sent);

test.each([-hour, hour])("a machine whose clock is wrong by %i ms signs for the service's time once it knows", async (wrongBy) => {
  server.answer(strict);
  const { send } = open(wrongBy);
  await send();
  await send();
  expect(server.recorded.map(({ headers }) => minutesOff(headers["x-amz-date"]) > 5)).toEqual([true, false, false]);
});

test("so do requests that were signed before it knew", async () => {
  server.answer(strict);
  const { send } = open(hour);
  expect(await Promise.all([send(), send(), send()])).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
  expect(server.recorded).toHaveLength(6);
});

test("a signature that grew old on its way is made again", async () => {
  const message = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)";
  server.answer(reply(400, JSON.stringify({ __type: "com.amazon.coral.service#InvalidSignatureException", message })), ok);
  expect(await open(0).send()).toEqual({ ok: true });
});

test("but not for ever", async () => {
  server.answer(refused);
  await expect(open(hour).send()).rejects.toThrow("after 4 attempts: RequestTimeTooSkewed");
});
