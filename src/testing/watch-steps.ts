/** Tells when the user's code has run. */
import type { PipelineSteps, RunnableStep } from "../engine/collect-steps.ts";

/** The pipeline, whose steps and `onFailure` say when they have returned, thrown, resolved or rejected. */
export function watchSteps(pipeline: PipelineSteps, ran: () => void): PipelineSteps {
  const watch = (step: RunnableStep): RunnableStep => ({ ...step, method: watchMethod(step.method, ran) });
  const create = () => {
    const instance: { onFailure?: unknown } = pipeline.create();
    if (typeof instance.onFailure === "function") {
      Object.defineProperty(instance, "onFailure", {
        value: watchMethod(instance.onFailure as Method, ran),
        configurable: true,
        writable: true,
      });
    }
    return instance;
  };
  return { ...pipeline, create, steps: new Map([...pipeline.steps].map(([name, step]) => [name, watch(step)])) };
}

type Method = RunnableStep["method"];

function watchMethod(method: Method, ran: () => void): Method {
  return function (this: unknown, ...parameters) {
    let returned: unknown;
    try {
      returned = method.apply(this, parameters);
    } catch (thrown) {
      ran();
      throw thrown;
    }
    // Not by `instanceof`: a test runner may give each file a `Promise` of its own.
    if (typeof (returned as PromiseLike<unknown> | null | undefined)?.then === "function") return Promise.resolve(returned).finally(ran);
    ran();
    return returned;
  };
}
