/** Writes a line where Lambda takes a function's log from. */

/** Whether a package of the user's has made `process.stdout`, whereupon a pipe that is full refuses to wait (EAGAIN). */
let refuses = false;

// Not `console`, whose lines Lambda may give a prefix, nor `process.stdout`, which takes a while to be made. The module is loaded already,
// but importing it would give each of its names an export.
export function writeLine(line: string): void {
  let left: Uint8Array = Buffer.from(`${line}\n`);
  try {
    while (!refuses && left.length > 0) left = left.subarray(process.getBuiltinModule("node:fs").writeSync(1, left));
  } catch {
    refuses = true;
  }
  // It keeps what can't be written yet. What follows comes after that.
  if (refuses) process.stdout.write(left);
}
