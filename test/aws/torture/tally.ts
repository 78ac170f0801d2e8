/** Counts, outside of everything that is tried here, which runs there were; and tells each what to do. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Behaviour } from "./misbehave.ts";
import type { Run } from "./tell.ts";

/** A run of a step, which says where it belongs. */
export type StepRun = Required<Omit<Run, "error">> & { readonly told: Behaviour };

export interface Tally {
  readonly url: string;
  /** By execution, in the order in which they came. */
  readonly runs: ReadonlyMap<string, readonly StepRun[]>;
  /** The runs of `onFailure`. */
  readonly failures: readonly Run[];
  close(): Promise<void>;
}

/** @param decide what a run does. @param nth of its hop's runs, from 1 */
export async function openTally(decide: (execution: string, hop: number, nth: number) => Behaviour): Promise<Tally> {
  const runs = new Map<string, StepRun[]>();
  const failures: Run[] = [];
  const record = (run: Run): Behaviour => {
    const { execution, hop, attempt } = run;
    if (execution === undefined || hop === undefined || attempt === undefined) {
      failures.push(run);
      return "work";
    }
    const known = runs.get(execution) ?? [];
    const told = decide(execution, hop, 1 + known.filter((other) => other.hop === hop).length);
    known.push({ ...run, execution, hop, attempt, told });
    runs.set(execution, known);
    return told;
  };
  const server = createServer(async (request, response) => {
    // What was cut short was not told.
    const told = await text(request).catch(() => "");
    response.end(told === "" ? "" : record(JSON.parse(told) as Run));
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    runs,
    failures,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
