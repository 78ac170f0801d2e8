/** Where a function finds its credentials. */
import { loadFaults } from "../load-faults.ts";
import type { Credentials } from "./credentials.ts";

/**
 * The credentials that Lambda gives to a function.
 *
 * @throws {AwsError} where there are none
 */
export async function credentialsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): Promise<Credentials> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  throw (await loadFaults()).makeCredentialsMissing();
}
