/** What a function knows of its stack, from what the template put into its environment. */
import { readResources, type StackResources, variableOf } from "../model/stack-resources.ts";
import { loadFaults } from "./load-faults.ts";

/**
 * The resources of the stack that a function belongs to.
 *
 * @throws {ResourcesMissing} when its environment lacks what every stack has
 */
export async function resourcesFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<StackResources> {
  const { resources, missing } = readResources((key) => environment[variableOf(key)]);
  if (missing.length > 0) throw (await loadFaults()).makeResourcesMissing(missing);
  return resources as StackResources;
}

/** The region in an ARN, such as `arn:aws:lambda:eu-west-1:123456789012:function:cafe-`. */
export function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}
