/** What `orchwits work` says: the events of many executions, each line with the end of its execution's id. */
import { type Paint, paintFor } from "../../diagnostics/paint.ts";
import type { ExecutionRow } from "../../engine/journal.ts";
import type { RunEvent } from "../../local/run-event.ts";
import { isBlobReference, type Message } from "../../model/message.ts";
import { createNarrator } from "../run/narrate.ts";
import { openOutput } from "../run/output.ts";
import { Unfetched } from "../run/shorten.ts";

export interface WorkOutput {
  show(event: RunEvent, row: ExecutionRow, message: Message): void;
  close(): void;
}

/** As many of the id's last characters as are shown: enough to find it by. */
const idLength = 8;

export function openWorkOutput(json: boolean): WorkOutput {
  if (json) {
    const output = openOutput(true);
    return { show: (event) => output.show(event), close: () => output.close() };
  }
  return narrateAll(paintFor(process.stderr, process.env));
}

function narrateAll(paint: Paint): WorkOutput {
  const narrators = new Map<string, (event: RunEvent) => string>();
  return {
    show(event, row, message) {
      const { execution } = row;
      const title = paint("dim", `${execution.slice(-idLength)} ${row.pipeline}`);
      let narrate = narrators.get(execution);
      if (!narrate) {
        narrate = createNarrator(paint);
        narrators.set(execution, narrate);
        narrate(beginWith(row, message));
      }
      const text = narrate(event);
      if (event.type === "execution-ended") narrators.delete(execution);
      for (const line of text.split("\n").slice(0, -1)) process.stderr.write(`${title} ${line}\n`);
      if (event.type === "execution-ended" && event.error) {
        process.stderr.write(`${title} ${(event.error.cause ?? event.error).name}: ${(event.error.cause ?? event.error).message}\n`);
      }
    },
    close() {},
  };
}

/** Says nothing, but tells the narrator what state there is. */
function beginWith({ execution, pipeline }: ExecutionRow, { state }: Message): RunEvent {
  const input = Object.fromEntries(
    Object.entries(state).map(([key, value]) => [key, isBlobReference(value) ? new Unfetched(value.size) : value]),
  );
  return { type: "execution-started", execution, pipeline, input };
}
