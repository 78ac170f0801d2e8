/** What a function knows of its stack, from what the template put into its environment. */
import { OrchwitsError } from "../engine/errors.ts";
import { readResources, resourceNames, type StackResources } from "../model/stack-resources.ts";

/** What should name a stack's resources doesn't. */
export class ResourcesMissing extends OrchwitsError {
  override readonly name = "ResourcesMissing";
  readonly origin = "system";
}

/**
 * The resources of the stack that a function belongs to.
 *
 * @throws {ResourcesMissing} when its environment lacks what every stack has
 */
export function resourcesFromEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): StackResources {
  const { resources, missing } = readResources(({ variable }) => environment[variable]);
  if (missing.length === 0 && (resources.retentionDays as number) > 0) return resources as StackResources;
  const names = (missing.length > 0 ? missing : (["retentionDays"] as const)).map((key) => resourceNames[key].variable).join(", ");
  throw new ResourcesMissing(
    `This function doesn't know its stack: ${names} ${missing.length > 1 ? "are not set as they" : "is not set as it"} should be. The template that ` +
      "'orchwits template' makes sets it; deploy that, and leave these variables as they are.",
  );
}

/** The region in an ARN, such as `arn:aws:lambda:eu-west-1:123456789012:function:cafe-`. */
export function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}
