/** Where a run's events go: to people on stderr, or to programs on stdout. */
import { paintFor } from "../../diagnostics/paint.ts";
import type { RunEvent } from "../../local/run-event.ts";
import { liveScreen, plainScreen } from "./screen.ts";

/** Takes a run's events. `close` leaves terminal and streams as they were. */
export interface Output {
  readonly show: (event: RunEvent) => void;
  close(): void;
}

/** Opens the output that the command line asks for. */
export function openOutput(json: boolean): Output {
  return json ? printEvents() : showEvents();
}

function showEvents(): Output {
  const paint = paintFor(process.stderr, process.env);
  const screen = process.stderr.isTTY ? liveScreen(process.stderr, paint) : plainScreen(process.stderr, paint);
  return { show: (event) => screen.show(event), close: () => screen.close() };
}

/** Only events go to stdout: what the user's code prints there would break the lines of whoever reads them. */
function printEvents(): Output {
  const { stdout } = process;
  const write = stdout.write;
  const print = write.bind(stdout);
  stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  return {
    show: (event) => print(`${JSON.stringify(event)}\n`),
    close: () => {
      stdout.write = write;
    },
  };
}
