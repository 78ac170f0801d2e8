/** What a pipeline's stack is called, as far as its source says so. */
import type { Graph } from "../../model/graph.ts";

/** The name in the class's stack options. */
export function saidStackName({ stack }: Graph): string | undefined {
  return typeof stack?.name === "string" ? stack.name : undefined;
}

/** A name after the class's: `order-intake` after `OrderIntake`. */
export function stackNameAfter({ pipeline }: Graph): string {
  return pipeline.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}
