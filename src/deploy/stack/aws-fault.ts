/** What AWS or the way to it refuses, as one sentence that says what to do. */
import { nearestName } from "../../model/nearest-name.ts";
import { profileNames } from "./profile-names.ts";

/** Something that AWS did not do. `caller`: credentials, region, rights or what was asked for; `system`: trying again may help. */
export class AwsFault extends Error {
  override readonly name = "AwsFault";
  readonly origin: "caller" | "system" | "pipeline";

  constructor(message: string, origin: AwsFault["origin"] = "caller", options?: ErrorOptions) {
    super(message, options);
    this.origin = origin;
  }
}

/** How AWS is called: what its errors can be about. */
export interface Surroundings {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

interface Described {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly hostname?: string | undefined;
}

/** @param action what was tried, as IAM names it: `cloudformation:CreateChangeSet` */
export function explainFault(error: unknown, action: string, around: Surroundings): AwsFault {
  if (error instanceof AwsFault) return error;
  const found = describe(error);
  const told = credentialFault(found, around) ?? networkFault(found, action, around) ?? refusal(found, action);
  return new AwsFault(told.message, told.origin, { cause: error });
}

interface Told {
  readonly message: string;
  readonly origin: AwsFault["origin"];
}

function credentialFault({ name, message }: Described, { profile }: Surroundings): Told | undefined {
  const withProfile = profile === undefined ? "" : ` --profile ${profile}`;
  const named = profile === undefined ? "" : ` of profile '${profile}'`;
  const caller = (text: string): Told => ({ message: text, origin: "caller" });
  if (/region is missing|region=""/i.test(message)) {
    return caller("No AWS region is set. Give one: --region eu-west-1, or set AWS_REGION, or give the profile one in ~/.aws/config.");
  }
  if (/sso/i.test(message) && /expired|invalid|not found/i.test(message)) {
    return caller(`The SSO session${named} has expired. Log in again: aws sso login${withProfile}`);
  }
  if (/could not resolve credentials using profile/i.test(message) || /profile .* (could not be found|not found)/i.test(message)) {
    return caller(unknownProfile(profile));
  }
  if (/requires multi-factor authentication/i.test(message)) {
    const [, who = profile ?? "default"] = /profile (\S+) requires/i.exec(message) ?? [];
    return caller(
      `Profile '${who}' asks for a code (MFA), which can't be given here. Give it to the AWS CLI: eval "$(aws configure export-credentials --profile ${who} --format env)", and leave out --profile.`,
    );
  }
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return /could not load credentials from any providers/i.test(message)
      ? caller("No AWS credentials were found. Give a profile with --profile, log in with 'aws sso login', or set AWS_ACCESS_KEY_ID.")
      : caller(`The AWS credentials${named} can't be used: ${tidy(message)}`);
  }
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/.test(name)) {
    return caller(`The AWS credentials${named} have expired. Get new ones, for example: aws sso login${withProfile}`);
  }
  if (/^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|InvalidToken)$/.test(name)) {
    return caller(`AWS does not know the access key${named}: it is wrong, was deleted, or belongs to another partition.`);
  }
  if (name === "SignatureDoesNotMatch" || name === "InvalidSignatureException") {
    return caller(`AWS does not accept the signature${named}: the secret access key is wrong, or this machine's clock is.`);
  }
  return undefined;
}

/** @throws {AwsFault} for a profile that is not there: the SDK would go on to look for other credentials */
export function checkProfile(profile: string | undefined): void {
  const wanted = profile ?? process.env.AWS_PROFILE;
  if (wanted && !profileNames().includes(wanted)) throw new AwsFault(unknownProfile(wanted));
}

function unknownProfile(profile: string | undefined): string {
  const wanted = profile ?? process.env.AWS_PROFILE ?? "default";
  const names = profileNames();
  if (names.includes(wanted))
    return `Profile '${wanted}' has no credentials that could be used. Look at it in ~/.aws/config and ~/.aws/credentials.`;
  const meant = nearestName(wanted, names);
  const hint =
    meant !== undefined
      ? `Did you mean '${meant}'?`
      : names.length > 0
        ? `There are: ${names.join(", ")}.`
        : "There are none yet: aws configure";
  return `There is no AWS profile '${wanted}' in ~/.aws/config or ~/.aws/credentials. ${hint}`;
}

function networkFault({ name, code, message, hostname }: Described, action: string, { region }: Surroundings): Told | undefined {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    const where = hostname ?? "AWS";
    const doubt =
      region !== undefined && where.includes(region) ? `Is '${region}' a region, and is this machine online?` : "Is this machine online?";
    return { message: `${where} can't be found. ${doubt}`, origin: "caller" };
  }
  if (code !== undefined && /^E[A-Z]+$/.test(code))
    return { message: `AWS can't be reached for ${action}: ${tidy(message)}`, origin: "system" };
  if (/timeout/i.test(name)) return { message: `AWS did not answer ${action} in time. Try again.`, origin: "system" };
  return undefined;
}

function refusal({ name, message, status }: Described, action: string): Told {
  if (/^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|NotAuthorized)$/.test(name) || status === 403) {
    // Services that say who must not do what say it better than we can.
    const denied = /not authorized to perform: (\S+)/.exec(message)?.[1] ?? action;
    const who = /User: (\S+)/.exec(message)?.[1];
    return {
      message: `AWS does not allow ${denied}${who ? ` to ${who}` : ""}. Ask for that right, or use credentials that have it.`,
      origin: "caller",
    };
  }
  if (status !== undefined && status >= 500)
    return { message: `AWS failed at ${action} (${name}: ${tidy(message)}). Try again.`, origin: "system" };
  if (/throttl|TooManyRequests|SlowDown/i.test(name))
    return { message: `AWS is asked too often at the moment (${action}). Try again.`, origin: "system" };
  return { message: `AWS refuses ${action}: ${tidy(message)} (${name})`, origin: "pipeline" };
}

function describe(error: unknown): Described {
  const { name, message, code, hostname, $metadata, errors, cause } = error as {
    name?: string;
    message?: string;
    code?: string;
    hostname?: string;
    $metadata?: { httpStatusCode?: number };
    errors?: readonly unknown[];
    cause?: unknown;
  };
  // Trying all addresses of a host fails once for each.
  const inner = errors?.[0] ?? (code === undefined ? cause : undefined);
  const deeper = typeof inner === "object" && inner !== null ? (inner as { code?: string; hostname?: string; message?: string }) : {};
  return {
    name: name ?? "Error",
    message: message || deeper.message || String(error),
    code: code ?? deeper.code,
    hostname: hostname ?? deeper.hostname,
    status: $metadata?.httpStatusCode,
  };
}

function tidy(message: string): string {
  // The SDK's own words are about its own insides.
  if (/Deserialization error/.test(message)) return "its answer can't be read.";
  return message.replace(/\s+/g, " ").trim().replace(/\.?$/, ".");
}
