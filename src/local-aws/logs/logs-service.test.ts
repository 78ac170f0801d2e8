/** Logs as AWS's own client reads them. */
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { ManualClock } from "../../local/manual-clock.ts";
import { startTestAws } from "../clients.fixture.ts";

const logGroupName = "/aws/lambda/cafe-start";

async function openLogs() {
  const clock = new ManualClock();
  const aws = await startTestAws({ clock });
  const client = new CloudWatchLogsClient(aws.as());
  const write = (message: string, stream = "one") => {
    aws.logs.append(logGroupName, stream, message);
    clock.advance(1000);
  };
  const filter = async (more = {}) => {
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName, ...more }));
    return events?.map(({ message }) => message);
  };
  return { aws, client, write, filter };
}

test("gives lines by time, stream and page", async () => {
  const { client, write, filter } = await openLogs();
  for (const line of ["a", "b", "c"]) write(line);
  write("d", "two");
  expect(await filter()).toEqual(["a", "b", "c", "d"]);
  expect(await filter({ startTime: 1000, endTime: 2999 })).toEqual(["b", "c"]);
  expect(await filter({ startTime: 1000, endTime: 3000 })).toEqual(["b", "c", "d"]);
  expect(await filter({ logStreamNames: ["two"] })).toEqual(["d"]);
  const paged: unknown[] = [];
  for await (const { events } of paginateFilterLogEvents({ client, pageSize: 3 }, { logGroupName })) paged.push(events?.length);
  expect(paged).toEqual([3, 1]);
  const { events, nextForwardToken } = await client.send(
    new GetLogEventsCommand({ logGroupName, logStreamName: "one", startFromHead: true }),
  );
  expect(events?.map(({ timestamp }) => timestamp)).toEqual([0, 1000, 2000]);
  const early = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName: "one", startTime: 1000, endTime: 2000 }));
  expect(early.events?.map(({ message }) => message)).toEqual(["b"]);
  const end = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName: "one", nextToken: nextForwardToken }));
  expect(end).toMatchObject({ events: [], nextForwardToken });
});

test("finds lines by words and by fields", async () => {
  const { write, filter } = await openLogs();
  const line = (fields: object) => write(JSON.stringify(fields));
  line({ level: "INFO", execution: "e-1", step: "start" });
  line({ level: "ERROR", execution: "e-2", error: { name: "Broken" } });
  write("START RequestId: 1");
  expect(await filter({ filterPattern: "START" })).toEqual(["START RequestId: 1"]);
  expect(await filter({ filterPattern: '"e-2" -INFO' })).toHaveLength(1);
  expect(await filter({ filterPattern: "?START ?ERROR" })).toHaveLength(2);
  expect(await filter({ filterPattern: '{ $.execution = "e-1" }' })).toHaveLength(1);
  expect(await filter({ filterPattern: '{ $.error.name = "Bro*" && $.level = "ERROR" }' })).toHaveLength(1);
  expect(await filter({ filterPattern: "{ $.step = start || $.level = ERROR }" })).toHaveLength(2);
  await expect(filter({ filterPattern: "{ $.x > 5 }" })).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("tells which groups and streams there are", async () => {
  const { aws, client, write, filter } = await openLogs();
  aws.logs.create(logGroupName, 30);
  write("a", "stream-1");
  aws.logs.create("/other");
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/" }));
  expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 30 }]);
  const { logStreams } = await client.send(new DescribeLogStreamsCommand({ logGroupName }));
  expect(logStreams).toMatchObject([{ logStreamName: "stream-1" }]);
  await expect(filter({ logGroupName: "/none" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
