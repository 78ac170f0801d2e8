/** What AWS's errors become: one sentence that says what to do. */
import { expect, test } from "vitest";
import { explainFault } from "./aws-fault.ts";

const error = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name, ...more });
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

test.each([
  [
    error(
      "CredentialsProviderError",
      "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login.",
    ),
    "The SSO session of profile 'work' has expired. Log in again: aws sso login --profile work",
    "caller",
  ],
  [
    error("CredentialsProviderError", "Profile admin requires multi-factor authentication, but no MFA code callback was provided."),
    `Profile 'admin' asks for a code (MFA), which can't be given here. Give it to the AWS CLI: eval "$(aws configure export-credentials --profile admin`,
    "caller",
  ],
  [error("ExpiredTokenException", "The security token included in the request is expired", status(403)), "have expired", "caller"],
  [error("Error", "Region is missing"), "No AWS region is set. Give one: --region eu-west-1", "caller"],
  [error("CredentialsProviderError", "Could not load credentials from any providers"), "No AWS credentials were found.", "caller"],
  [
    error(
      "AccessDenied",
      "User: arn:aws:iam::1:user/ann is not authorized to perform: cloudformation:CreateChangeSet on resource: x",
      status(403),
    ),
    "AWS does not allow cloudformation:CreateChangeSet to arn:aws:iam::1:user/ann.",
    "caller",
  ],
  [error("AccessDenied", "Access Denied", status(403)), "AWS does not allow s3:PutObject.", "caller"],
  [
    error("Error", "getaddrinfo ENOTFOUND", { code: "ENOTFOUND", hostname: "sts.eu-wst-1.amazonaws.com" }),
    "Is 'eu-wst-1' a region",
    "caller",
  ],
  [error("Error", "connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" }), "AWS can't be reached for s3:PutObject", "system"],
  [error("ServiceUnavailable", "Please try again", status(503)), "AWS failed at s3:PutObject", "system"],
  [error("ThrottlingException", "Rate exceeded", status(400)), "AWS is asked too often", "system"],
  [
    error("ValidationError", "Template error:  unknown\nthing", status(400)),
    "AWS refuses s3:PutObject: Template error: unknown thing. (ValidationError)",
    "pipeline",
  ],
])("%s", (thrown, sentence, origin) => {
  const fault = explainFault(thrown, "s3:PutObject", { region: "eu-wst-1", profile: "work" });
  expect(fault.message).toContain(sentence);
  expect(fault.origin).toBe(origin);
  expect(fault.message).not.toContain("\n");
});
