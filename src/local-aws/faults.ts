/** Faults on purpose: what real services do on bad days, drawn from a seed so that a failure can be seen again. */

export interface Fault {
  /**
   * `throttle`: refused with the service's own code. `error`: a 500 before anything was done. `error-after`: a 500 although it was done.
   * `reset`: the connection breaks before anything was done. `reset-after`: it was done, and the answer is lost. `delay`: answered later.
   * `duplicate`: SQS delivers a message and leaves it visible.
   */
  readonly kind: "throttle" | "error" | "error-after" | "reset" | "reset-after" | "delay" | "duplicate";
  readonly service?: string;
  /** As it is counted: `UpdateItem`, `PutObject`, `InvokeFunction`. */
  readonly operation?: string;
  /** The ARN of the caller. */
  readonly principal?: string;
  /** How often, 0 to 1; always by default. */
  readonly probability?: number;
  /** At most so many times. */
  readonly times?: number;
  readonly delayMilliseconds?: number;
}

export interface Faults {
  /** Returns what ends it. */
  add(fault: Fault): () => void;
  clear(): void;
  /** Begins the random numbers again from a seed. */
  seed(seed: number): void;
  /** The fault that strikes this time, among those of the given kinds. */
  strike(
    what: { readonly service: string; readonly operation: string; readonly principal: string },
    kinds?: readonly Fault["kind"][],
  ): Fault | undefined;
  /** How many faults of a kind have struck. */
  struck(kind: Fault["kind"]): number;
}

export function makeFaults(): Faults {
  let random = mulberry32(1);
  const active = new Map<Fault, { left: number }>();
  const struck = new Map<Fault["kind"], number>();
  return {
    add(fault) {
      // A copy, so that the same object can be added twice.
      const added = { ...fault };
      active.set(added, { left: fault.times ?? Number.POSITIVE_INFINITY });
      return () => active.delete(added);
    },
    clear: () => active.clear(),
    seed(seed) {
      random = mulberry32(seed);
    },
    strike(what, kinds = requestFaults) {
      for (const [fault, state] of active) {
        if (!kinds.includes(fault.kind) || state.left <= 0) continue;
        if ((["service", "operation", "principal"] as const).some((key) => fault[key] !== undefined && fault[key] !== what[key])) continue;
        if (random() >= (fault.probability ?? 1)) continue;
        state.left--;
        struck.set(fault.kind, (struck.get(fault.kind) ?? 0) + 1);
        return fault;
      }
      return undefined;
    },
    struck: (kind) => struck.get(kind) ?? 0,
  };
}

const requestFaults: readonly Fault["kind"][] = ["throttle", "error", "error-after", "reset", "reset-after", "delay"];

/** Tommy Ettinger's generator: 32 bits of state are enough to draw faults. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The code and status with which a service throttles. */
export function throttling(service: string): { readonly code: string; readonly status: number } {
  switch (service) {
    case "s3":
      return { code: "SlowDown", status: 503 };
    case "dynamodb":
      return { code: "ProvisionedThroughputExceededException", status: 400 };
    case "lambda":
      return { code: "TooManyRequestsException", status: 429 };
    case "sqs":
      return { code: "RequestThrottled", status: 403 };
    case "scheduler":
      return { code: "ThrottlingException", status: 429 };
    default:
      return { code: "Throttling", status: 400 };
  }
}
