/** A function's zip file: the same files give the same bytes, whatever the day, the machine or the clock. */
import { zipSync } from "fflate";
import type { Bundle } from "./finish-bundle.ts";

/** The first date that a zip file can hold, in the local time that its format is in. */
const date = new Date(1980, 0, 1);

/** Unix: files that everyone may read, as Lambda needs it (AWS Lambda, "Troubleshoot deployment issues": permissions). */
const unix = 3;
const readableByAll = 0o100644 << 16;

export function zipBundle({ code, map }: Bundle): Uint8Array {
  const attributes = { mtime: date, os: unix, attrs: readableByAll, level: 6 as const };
  const encoder = new TextEncoder();
  return zipSync({ "index.mjs": [encoder.encode(code), attributes], "index.mjs.map": [encoder.encode(map), attributes] });
}
