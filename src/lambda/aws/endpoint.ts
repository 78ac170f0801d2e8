/** Where AWS's services are: by region, or wherever the standard environment variables say. */
import { loadFaults } from "../load-faults.ts";
import { type Environment, endpointVariable, type ServiceName } from "./endpoint-variable.ts";

/** Where a request goes to. */
export interface Address {
  readonly protocol: "http:" | "https:";
  /** With the port, where that is not the protocol's own. */
  readonly host: string;
  readonly path: string;
}

/** Partitions that have a domain of their own; all others use `amazonaws.com` (AWS SDK, `partitions.json`). */
const domains: readonly (readonly [prefix: string, domain: string])[] = [
  ["cn-", "amazonaws.com.cn"],
  ["eusc-", "amazonaws.eu"],
  ["us-iso-", "c2s.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov"],
  ["eu-isoe-", "cloud.adc-e.uk"],
  ["us-isof-", "csp.hci.ic.gov"],
];

/**
 * @param path encoded, and beginning with a slash
 * @param bucket the bucket of S3 that the request is about
 * @throws {TypeError} with the code ERR_INVALID_URL for an endpoint in the environment that is none of HTTP
 */
export async function findAddress(
  service: ServiceName,
  region: string,
  environment: Environment,
  { path, bucket }: { readonly path: string; readonly bucket?: string | undefined },
): Promise<Address> {
  const chosen = endpointVariable(service, environment);
  const { protocol, host, pathname } = new URL(chosen ? httpUrl(environment[chosen]) : await findUrl(service, region, environment));
  // The certificate of S3 covers one label before its own; a local server has no subdomains.
  const asHost = bucket !== undefined && !chosen && !bucket.includes(".");
  const before = pathname.replace(/\/+$/, "") + (bucket === undefined || asHost ? "" : `/${bucket}`);
  return { protocol: protocol as Address["protocol"], host: asHost ? `${bucket}.${host}` : host, path: before + path };
}

async function findUrl(service: ServiceName, region: string, environment: Environment): Promise<string> {
  const { AWS_USE_FIPS_ENDPOINT: fips, AWS_USE_DUALSTACK_ENDPOINT: dualStack } = environment;
  const domain = domains.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "amazonaws.com";
  if (fips || dualStack) return (await loadFaults()).findSpecialUrl(service, region, domain, { fips, dualStack });
  return `https://${service}.${region}.${domain}`;
}

function httpUrl(text = ""): string {
  return /^https?:/.test(text) ? text : "";
}
