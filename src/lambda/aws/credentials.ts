/** Who calls AWS: credentials, and where a function finds its own. */
import { AwsError } from "./aws-error.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Is asked for every attempt of every request, so that what is renewed is used at once. */
export type CredentialsProvider = () => Credentials | Promise<Credentials>;

/** The credentials that Lambda gives to a function. */
export function credentialsFrom(environment: Readonly<Record<string, string | undefined>>): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  throw new AwsError(
    "There are no AWS credentials: AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set. A function has them from its role; set both, or give a provider of credentials.",
    { code: "CredentialsMissing" },
  );
}
