/** Tells the tally of a run, and gives what it answers: the effect that a step has on the world outside. */
import { Agent, request } from "node:http";
import type { Behaviour } from "./misbehave.ts";

/** What a run says of itself. */
export interface Run {
  readonly step: string;
  /** Which run gave the state that this one was given, null for none. */
  readonly after: string | null;
  readonly run: string;
  readonly execution?: string;
  readonly hop?: number;
  readonly attempt?: number;
  readonly error?: string;
}

const agent = new Agent({ keepAlive: true });

/** Without a tally nobody is told, and all goes well: the reference is run so. */
export function tell(run: Run): Promise<Behaviour> {
  const url = process.env.TALLY;
  if (url === undefined) return Promise.resolve("work");
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent }, (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        answer += part;
      });
      response.on("error", reject).on("end", () => resolve(answer as Behaviour));
    });
    sent.on("error", reject).end(JSON.stringify(run));
  });
}
