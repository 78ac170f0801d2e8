/** Where the narration of a run goes: plain lines in a pipe, on a terminal with a last line that shows what is running now. */
import type { Paint } from "../../diagnostics/paint.ts";
import type { RunEvent } from "../../local/run-event.ts";
import { formatMilliseconds } from "../../model/duration.ts";
import { createNarrator, stepTitle } from "./narrate.ts";

const framesPerSecond = 10;
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const clearLine = "\r\x1b[2K";

/** Takes a run's events. `close` leaves the terminal as it was. */
export interface Screen {
  show(event: RunEvent): void;
  close(): void;
}

/** Prints each event as it comes. */
export function plainScreen(stream: NodeJS.WriteStream, paint: Paint): Screen {
  const narrate = createNarrator(paint);
  return { show: (event) => stream.write(narrate(event)), close: () => {} };
}

/** Prints what has ended, and below it what is running, which moves down when the user's own code prints. */
export function liveScreen(stream: NodeJS.WriteStream, paint: Paint): Screen {
  const narrate = createNarrator(paint);
  const writeToStream = stream.write.bind(stream);
  const restore = [process.stdout, process.stderr].filter(({ isTTY }) => isTTY).map(keepClear);
  let running: { title: string; since: number } | undefined;
  let drawn = false;
  let tick = 0;
  const timer = setInterval(() => {
    tick++;
    if (running && drawn) draw(running);
  }, 1_000 / framesPerSecond);
  timer.unref();

  function draw(now: { title: string; since: number }): void {
    drawn = false;
    const elapsed = performance.now() - now.since;
    const time = elapsed < 1_000 ? "" : ` ${paint("dim", formatMilliseconds(elapsed))}`;
    writeToStream(`${clearLine}${paint("cyan", spinner[tick % spinner.length] ?? "")} ${now.title}${time}`);
    drawn = true;
  }

  function clear(): void {
    if (drawn) {
      drawn = false;
      writeToStream(clearLine);
    }
  }

  /** Whatever else writes to the terminal gets a line of its own. */
  function keepClear(other: NodeJS.WriteStream): () => void {
    const write = other.write;
    other.write = ((...words: Parameters<typeof write>) => {
      clear();
      const flushed = write.apply(other, words);
      if (running && String(words[0]).endsWith("\n")) draw(running);
      return flushed;
    }) as typeof write;
    return () => {
      other.write = write;
    };
  }

  return {
    show(event) {
      clear();
      const title = titleOf(event, paint);
      if (title !== undefined) running = title === "" ? undefined : { title, since: performance.now() };
      if (event.type !== "step-started") stream.write(narrate(event));
      if (running) draw(running);
    },
    close() {
      clearInterval(timer);
      running = undefined;
      clear();
      for (const undo of restore) undo();
    },
  };
}

/** What goes on after an event: nothing where it is empty, the same as before where it is undefined. */
function titleOf(event: RunEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case "step-started":
      return stepTitle(event, paint);
    case "step-ended":
      return event.afterMilliseconds === undefined
        ? ""
        : `${event.next} ${paint("dim", `begins in ${formatMilliseconds(event.afterMilliseconds)}`)}`;
    case "step-failed":
      return event.retryInMilliseconds === undefined
        ? ""
        : `${event.step} ${paint("dim", `again in ${formatMilliseconds(event.retryInMilliseconds)}`)}`;
    case "execution-interrupted":
    case "execution-ended":
      return "";
    default:
      return undefined;
  }
}
