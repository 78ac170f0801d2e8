/** Where AWS's services are: by region, or wherever the standard environment variables say. */

export type ServiceName = "dynamodb" | "s3" | "lambda" | "sqs" | "scheduler" | "cloudformation";

/** Where a request goes to. */
export interface Address {
  readonly protocol: "http:" | "https:";
  /** With the port, where that is not the protocol's own. */
  readonly host: string;
  readonly path: string;
}

interface Endpoint extends Address {
  /** Whether someone chose it. */
  readonly custom: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

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
export function findAddress(
  service: ServiceName,
  region: string,
  environment: Environment,
  { path, bucket }: { readonly path: string; readonly bucket?: string | undefined },
): Address {
  const { protocol, host, path: basePath, custom } = findEndpoint(service, region, environment);
  if (bucket === undefined) return { protocol, host, path: basePath + path };
  // The certificate of S3 covers one label before its own; a local server has no subdomains.
  if (custom || bucket.includes(".")) return { protocol, host, path: `${basePath}/${bucket}${path}` };
  return { protocol, host: `${bucket}.${host}`, path };
}

function findEndpoint(service: ServiceName, region: string, environment: Environment): Endpoint {
  const text = environment[endpointVariable(service, environment) ?? ""];
  if (text && environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS !== "true") return read(text);
  const domain = domains.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "amazonaws.com";
  return { protocol: "https:", host: `${service}.${region}.${domain}`, path: "", custom: false };
}

/** The environment variable that says where a service is, if one does. */
export function endpointVariable(service: string, environment: Environment): string | undefined {
  return [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, "AWS_ENDPOINT_URL"].find((name) => environment[name]);
}

function read(text: string): Endpoint {
  const { protocol, host, pathname } = new URL(/^https?:/.test(text) ? text : "");
  return { protocol: protocol as Address["protocol"], host, path: pathname.replace(/\/+$/, ""), custom: true };
}
