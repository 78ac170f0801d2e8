/** Bodies in chunks, as they come over the wire. */
import { expect, test } from "vitest";
import { readChunked } from "./chunked-body.ts";

const wire = (...lines: string[]) => Buffer.from(`${lines.join("\r\n")}\r\n`);

test("are put together again, with what their trailer says", () => {
  const body = wire("5", "hello", "1;chunk-signature=abc", "\n", "0", "x-amz-checksum-crc32: AAAA==", "");
  const read = readChunked(body, "6");
  expect(read.body.toString()).toBe("hello\n");
  expect(read.trailers).toEqual({ "x-amz-checksum-crc32": "AAAA==" });
  expect(readChunked(wire("0", ""), "0").body).toHaveLength(0);
});

test.each([
  ["is cut off in a chunk", Buffer.from("ff\r\nhello"), undefined],
  ["is cut off in a line", Buffer.from("5"), undefined],
  ["has no size", wire("hello"), undefined],
  ["is shorter than promised", wire("5", "hello", "0", ""), "6"],
])("are refused when one %s", (_, body, length) => {
  expect(() => readChunked(body, length)).toThrow(expect.objectContaining({ code: "IncompleteBody" }));
});
