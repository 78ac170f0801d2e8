/** Where AWS's services are for those who ask for validated cryptography (FIPS 140) or for IPv6: rules that most functions never need. */
import type { ServiceName } from "./endpoint-variable.ts";

/** Their usual endpoints in GovCloud are validated (AWS SDK, the services' rules for endpoints). */
const validatedInGovCloud: readonly ServiceName[] = ["dynamodb", "sqs", "cloudformation"];

export interface SpecialEndpoint {
  /** The value of `AWS_USE_FIPS_ENDPOINT`. */
  readonly fips: string | undefined;
  /** The value of `AWS_USE_DUALSTACK_ENDPOINT`. */
  readonly dualStack: string | undefined;
}

/** @param domain of the region's partition */
export function findSpecialUrl(service: ServiceName, region: string, domain: string, { fips, dualStack }: SpecialEndpoint): string {
  const overBoth = dualStack === "true";
  const validated = region.startsWith("us-gov-") && validatedInGovCloud.includes(service) && !overBoth;
  const name = fips === "true" && !validated ? `${service}-fips` : service;
  if (overBoth && service === "s3") return `https://${name}.dualstack.${region}.${domain}`;
  return `https://${name}.${region}.${overBoth ? dualStackDomain(domain) : domain}`;
}

/** As in the SDK's `partitions.json`; the domains of isolated regions stay as they are. */
function dualStackDomain(domain: string): string {
  return domain === "amazonaws.com" ? "api.aws" : domain.replace(/^amazonaws/, "api.amazonwebservices");
}
