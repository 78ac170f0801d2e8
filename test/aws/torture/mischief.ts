/** Decides what goes wrong, from a seed: for an execution, hop and run always the same, in whatever order things happen. */
import type { InvocationFault } from "../../../src/local-aws/lambda/call.ts";
import { seededRandom } from "../../durability/seeded-random.ts";
import type { Behaviour } from "./misbehave.ts";

/** What an execution is to go through. */
export interface Plan {
  readonly execution: string;
  readonly input: { readonly route: readonly string[]; readonly seed: number };
  /** What one of its hops does until it is mended. */
  readonly doom?: { readonly hop: number; readonly how: Behaviour } | undefined;
}

const steps = ["work", "work", "toil", "queue", "patient", "late", "large"];
const dooms: readonly Behaviour[] = ["throw", "eat", "exit", "reject", "block"];
const misdeeds: readonly Behaviour[] = ["throw", "throw", "eat", "exit", "reject", "sleep", "block"];

/** Of a run of a step, and of an invocation. */
const odds = { misdeed: 0.04, doomed: 0.05, far: 0.04, killed: 0.03, killedAtTheEnd: 0.015, refused: 0.03, doubled: 0.04 };

export class Mischief {
  readonly #seed: number;
  readonly #mostSteps: number;
  /** Whether everything goes well from now on. */
  mended = false;

  /** @param mostSteps of a route */
  constructor(seed: number, mostSteps: number) {
    this.#seed = seed;
    this.#mostSteps = mostSteps;
  }

  plan(index: number): Plan {
    const random = this.#draw("plan", index);
    const route = Array.from({ length: 1 + Math.floor(random() * this.#mostSteps) }, () => pick(steps, random));
    if (random() < odds.far) route.push("far");
    const doom = random() < odds.doomed ? { hop: Math.floor(random() * (route.length + 2)), how: pick(dooms, random) } : undefined;
    return { execution: `ordeal-${index}`, input: { route, seed: Math.floor(random() * 1_000_000) }, doom };
  }

  /** What a run of a step does. @param nth of the hop's runs, from 1 */
  behaviour({ execution, doom }: Plan, hop: number, nth: number): Behaviour {
    if (this.mended) return "work";
    if (doom?.hop === hop) return doom.how;
    const random = this.#draw("run", execution, hop, nth);
    return random() < odds.misdeed ? pick(misdeeds, random) : "work";
  }

  /** What befalls an invocation. @param nth of those of the same payload, from 1 */
  invocation(stage: "request" | "run", what: string, nth: number): InvocationFault | undefined {
    if (this.mended) return undefined;
    const random = this.#draw(stage, what, nth);
    const refused = () => (random() < odds.refused ? (random() < 0.5 ? { throttle: true } : { unavailable: true }) : undefined);
    if (stage === "request") return random() < odds.doubled ? { duplicate: true } : refused();
    const draw = random();
    if (draw < odds.killed) return { kill: Math.floor(random() ** 2 * 200) };
    return draw < odds.killed + odds.killedAtTheEnd ? { kill: "when it answers" } : refused();
  }

  #draw(...what: readonly (string | number)[]): () => number {
    let hash = 2_166_136_261 ^ this.#seed;
    for (const character of what.join(" ")) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
    const random = seededRandom(hash);
    random();
    return random;
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}
