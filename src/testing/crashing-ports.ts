/** Ports through which a process can die: between two effects, so that what was done stays and what comes next never happens. */
import type { Blobs } from "../engine/blobs.ts";
import type { Dispatcher } from "../engine/dispatcher.ts";
import type { Claim, Journal } from "../engine/journal.ts";
import type { Phase } from "./fault.ts";

/** What a call to a dead process's ports throws. */
export class InjectedCrash extends Error {
  override readonly name = "InjectedCrash";
}

export interface Ports {
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly dispatcher: Dispatcher;
}

const phaseOfCall: Readonly<Record<string, Phase>> = {
  claim: "claim",
  complete: "complete",
  postpone: "complete",
  dispatch: "dispatch",
  setStatus: "dispatch",
};

/** The process that handles one message. */
export class MortalProcess {
  readonly ports: Ports;
  readonly #crashAfter: Phase | undefined;
  #claimed = false;
  #ran = false;
  #dead = false;

  constructor({ journal, blobs, dispatcher }: Ports, crashAfter: Phase | undefined) {
    this.#crashAfter = crashAfter;
    this.ports = { journal: this.#intercept(journal), blobs: this.#intercept(blobs), dispatcher: this.#intercept(dispatcher) };
  }

  /** Whether it got the hop for itself. */
  get claimed(): boolean {
    return this.#claimed;
  }

  /** The step has run. */
  stepRan(): void {
    this.#ran = true;
  }

  #intercept<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== "function" || typeof name !== "string") return method;
        return (...parameters: unknown[]) => this.#call(name, () => method.apply(target, parameters));
      },
    });
  }

  async #call(name: string, call: () => unknown): Promise<unknown> {
    const phase = phaseOfCall[name];
    if (this.#ran && (this.#crashAfter === "run" || (this.#crashAfter === "store" && phase === "complete"))) this.#dead = true;
    this.#live();
    const result = await call();
    if (phase === "claim") this.#claimed = (result as Claim).granted;
    if (phase !== undefined && phase === this.#crashAfter && this.#claimed) this.#dead = true;
    this.#live();
    return result;
  }

  #live(): void {
    if (this.#dead) throw new InjectedCrash("The process crashed here, as the test asked for.");
  }
}
