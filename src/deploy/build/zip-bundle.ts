/** A function's zip file: the same files give the same bytes, whatever the day, the machine or the clock. */
import { zipSync } from "fflate";
import { faultsFile } from "./faults-file.ts";
import type { Bundle } from "./finish-bundle.ts";

/** The first date that a zip file can hold, in the local time that its format is in. */
const date = new Date(1980, 0, 1);

/** Unix: files that everyone may read, as Lambda needs it (AWS Lambda, "Troubleshoot deployment issues": permissions). */
const unix = 3;
const readableByAll = 0o100644 << 16;

const mapName = "index.mjs.map";

/**
 * @param withMap whether Node will read the map: without it, what moves a line of the source changes nothing that would have to be deployed
 */
export function zipBundle({ code, map, faults }: Bundle, withMap: boolean): Uint8Array {
  const attributes = { mtime: date, os: unix, attrs: readableByAll, level: 6 as const };
  const encoder = new TextEncoder();
  return zipSync({
    "index.mjs": [encoder.encode(code), attributes],
    [faultsFile]: [encoder.encode(faults), attributes],
    ...(withMap && { [mapName]: [encoder.encode(map), attributes] }),
  });
}

/** Whether a zip file has a map: names of files stand in it as they are. */
export function hasMap(zip: Uint8Array): boolean {
  return Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength).includes(mapName);
}
