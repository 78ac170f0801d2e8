/** The decorator that makes a method a step, and checks in the compiler that no path to it misses its data. */
import type { Verdict } from "./check/verdict.ts";
import type { Pipeline } from "./pipeline.ts";
import type { StepOptions } from "./step-options.ts";

// Registered, so that steps of one copy of the package are understood by another.
const brand = Symbol.for("orchwits.step");

/**
 * Makes a method of a {@link Pipeline} a step.
 *
 * A type error on this decorator is a fault of the flow: it names the step, the key and the path (OW101, OW102, OW103, OW201,
 * OW301, OW302). It says what `orchwits check` says at more length.
 *
 * @example
 * @step({ memory: 512, timeout: "2m" })
 * coffee({ beans }: { beans: number }) {
 *   return this.next("drink", { milk: true });
 * }
 */
export function step(options: StepOptions = {}) {
  return <P extends Pipeline, Method extends (this: P, ...parameters: any) => any, Name extends string>(
    method: Method,
    context: ClassMethodDecoratorContext<P, Method> & { name: Name },
  ): Verdict<P, Name> => {
    if (context.kind !== "method" || context.static || context.private) {
      throw new TypeError(`@step() stands on '${String(context.name)}', but only a public method of a pipeline can be a step.`);
    }
    Object.defineProperty(method, brand, { value: options });
    return undefined as Verdict<P, Name>;
  };
}

/** The options of a method that was decorated with `@step()`, or undefined for any other value. */
export function stepOptionsOf(method: unknown): StepOptions | undefined {
  return typeof method === "function" ? (method as { [brand]?: StepOptions })[brand] : undefined;
}
